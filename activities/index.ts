// The activities of one workspace: one-screen shells that give plain functions their folders and Temporal's context.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { IoActivities, StageActivities } from '../core/contracts/activities.js';
import { isSafeId } from '../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import { awaitRunner } from '../agents/await-runner.js';
import { CANCEL } from '../agents/host/wait.js';
import type { Dirs } from './dirs.js';
import { applyBatch } from './mirror/apply.js';
import { runStage } from './stage/run.js';
import { findPlan } from './store/plans.js';
import { runnerSettings } from './store/runner-settings.js';

export function stageActivities(dirs: Dirs, env: NodeJS.ProcessEnv): StageActivities {
  return {
    async runStage(input) {
      const context = Context.current();
      const signal = agentSignal(context.cancellationSignal);
      const config = await runnerSettings(dirs.state);
      return runStage(input, { dirs, config, env, signal, beat: (view) => context.heartbeat(view) });
    },
    async awaitRunner(input) {
      const context = Context.current();
      const signal = agentSignal(context.cancellationSignal);
      const where = { workspaceDir: dirs.workspace, stateDir: dirs.state };
      const beat = (): void => context.heartbeat(input.failureClass);
      const config = await runnerSettings(dirs.state);
      return awaitRunner(input, { ...where, config, env, signal, beat });
    },
  };
}

export function ioActivities(dirs: Dirs): IoActivities {
  return {
    mirror: (batch) => applyBatch(dirs, batch),
    async loadPlan(digest) {
      const plan = await findPlan(dirs.state, digest);
      if (plan !== null) return plan;
      const message = `the stored plan ${digest} is missing or damaged; start the worker again to store it anew`;
      throw ApplicationFailure.create({ message, type: 'PlanUnusable', nonRetryable: true });
    },
    findDone: (tasks) => Promise.resolve(tasks.filter((id) => isSafeId(id) && isOver(dirs, id))),
  };
}

/** Done, or replaced by work that is. */
const isOver = (dirs: Dirs, id: string): boolean =>
  (['done', 'superseded'] as const).some((state) =>
    existsSync(path.join(dirs.workspace, RUNTIME_DIR, runtimePaths.document('task', state, id))),
  );

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
