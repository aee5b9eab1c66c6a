// The activities of one workspace: one-screen shells that give plain functions their folders and Temporal's context.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { type IoActivities, PLAN_UNUSABLE, type StageActivities } from '../core/contracts/activities.js';
import type { EnvironmentFailureClass } from '../core/contracts/failures.js';
import type { ItemState } from '../core/contracts/families.js';
import { isSafeId } from '../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import { awaitRunner } from '../agents/await-runner.js';
import type { Later } from '../agents/desk/remove.js';
import { CANCEL } from '../agents/host/wait.js';
import { assertAnchored } from '../disk/anchor.js';
import { type Dirs, editedIn } from '../disk/dirs.js';
import { applyBatch } from '../disk/mirror/apply.js';
import { type Manifest, readManifest } from '../disk/mirror/manifest.js';
import { handOver } from './hand-over.js';
import { tellingLasts } from './lasting.js';
import { speaking } from './speech.js';
import { runStage } from './stage/run.js';
import { findShownPlan } from '../disk/take-up/plan.js';
import { runnerSettings } from './runner-settings.js';
import { awaitFolder } from './trees/await.js';
import { goOn } from './trees/delivery/freed.js';
import { deliverRoot } from './trees/delivery/root.js';
import { knownGround } from './trees/ground.js';
import { treesPlace } from './trees/place.js';
import { settleTree } from './trees/settle.js';

const BEAT_MS = 5000;
/** So long the answer of a stage is on its way, and what comes of it. */
const WAY_MS = 10;

/** What fails is tried again after the next stage. */
const later: Later = (work) => void setTimeout(() => void work().catch(() => undefined), WAY_MS);

export function stageActivities(dirs: Dirs, env: NodeJS.ProcessEnv): StageActivities {
  const activities: StageActivities = {
    async runStage(input) {
      const context = Context.current();
      const signal = agentSignal(context.cancellationSignal);
      const config = await runnerSettings(dirs.state);
      const { attempt } = context.info;
      const beat = (view: unknown): void => context.heartbeat(view);
      const run = () => runStage(input, { dirs, config, env, signal, attempt, beat, later });
      return tellingLasts(context, input.request.requestId, run);
    },
    async awaitRunner(input) {
      const context = Context.current();
      const signal = agentSignal(context.cancellationSignal);
      const beat = (): void => context.heartbeat(input.failureClass);
      if (OF_THE_FOLDER.has(input.failureClass)) return awaitFolder(dirs, input.request, { env, signal, beat });
      const ground = await knownGround(dirs, input.request, env);
      const where = { ...editedIn(ground.dirs), stateDir: dirs.state };
      const config = await runnerSettings(dirs.state);
      return awaitRunner(input, { ...where, config, env, signal, beat });
    },
    async deliverRoot(input) {
      const context = Context.current();
      const timer = setInterval(() => context.heartbeat(input.root), BEAT_MS);
      const { attempt } = context.info;
      try {
        const answer = await deliverRoot(input, dirs, { env, attempt, signal: context.cancellationSignal });
        const { place } = await treesPlace(dirs, input.root, { workspace: input.workspace, env });
        await goOn(context.client, place, input.root);
        return answer;
      } finally {
        clearInterval(timer);
      }
    },
  };
  return speaking(activities, env);
}

const OF_THE_FOLDER: ReadonlySet<string> = new Set<EnvironmentFailureClass>(['work_tree_busy', 'tree_unusable']);

export function ioActivities(dirs: Dirs, env: NodeJS.ProcessEnv): IoActivities {
  const activities: IoActivities = {
    async mirror(batch) {
      const { client, info } = Context.current();
      const show = (): Promise<void> => applyBatch(dirs, batch, info.attempt);
      if (batch.turns !== undefined) return handOver({ client, turns: batch.turns }, batch.entries, show);
      await show();
      return undefined;
    },
    async loadPlan(digest) {
      const plan = await findShownPlan(dirs, digest);
      if (plan !== null) return plan;
      const message = `the plan ${digest} is missing or damaged, and its copy in millrace-agents/ is another one`;
      throw ApplicationFailure.create({ message, type: PLAN_UNUSABLE, nonRetryable: true });
    },
    async findDone(ids, family = 'task') {
      const manifest = await readManifest(dirs);
      const over = ids.filter((id) => isSafeId(id) && isOver(dirs, manifest, family, id));
      assertAnchored(dirs.workspace);
      return over;
    },
    async settleTree(input) {
      const context = Context.current();
      const timer = setInterval(() => context.heartbeat(input.run), BEAT_MS);
      const settled = settleTree(input, dirs, { env, attempt: context.info.attempt });
      return settled.finally(() => clearInterval(timer));
    },
    async endStage(input) {
      // As for a stage that is cancelled while it is waited for; beating is for those that have a timeout for it.
      const { attempt } = Context.current().info;
      const deps = { dirs, env, signal: AbortSignal.abort(CANCEL), attempt, beat: () => undefined };
      return runStage(input, { ...deps, config: await runnerSettings(dirs.state) });
    },
  };
  return speaking(activities, env);
}

/** Done, or replaced by work that is. */
function isOver(dirs: Dirs, manifest: Manifest, family: string, named: string): boolean {
  const isIn = (state: ItemState, id: string): boolean =>
    existsSync(path.join(dirs.workspace, RUNTIME_DIR, runtimePaths.document(family, state, id)));
  const seen = new Set<string>();
  for (let id = named; !seen.has(id);) {
    if (isIn('done', id)) return true;
    if (!isIn('superseded', id)) return false;
    const by = manifest.get(runtimePaths.document(family, 'superseded', id))?.replacedBy;
    if (by === undefined) return true;
    seen.add(id);
    id = by;
  }
  return false;
}

/** Only a cancellation of the stage itself ends its agent; a worker that leaves lets it work on. */
function agentSignal(source: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const pass = (): void => {
    const reason: unknown = source.reason;
    const said = reason instanceof Error ? reason.message : String(reason);
    controller.abort(said === 'CANCELLED' ? CANCEL : reason);
  };
  if (source.aborted) pass();
  else source.addEventListener('abort', pass, { once: true });
  return controller.signal;
}
