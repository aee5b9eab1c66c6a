// Serves one workspace in the foreground until there is nothing left to do, or somebody says stop.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { writeAtomic } from '../activities/files/atomic.js';
import { sweepDrafts } from '../activities/files/drafts.js';
import { onApplied } from '../activities/mirror/apply.js';
import { putPlan } from '../activities/store/plans.js';
import { putText } from '../activities/store/texts.js';
import type { MirrorEntry, Phase, WorkspaceSection } from '../core/contracts/mirror.js';
import { lineageWorkflowId } from '../core/contracts/ids.js';
import { WORKER_ISSUER } from '../core/contracts/commands.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import type { NamedPlan } from '../core/contracts/plan.js';
import type { Config } from '../core/plan/config.js';
import { beginUpdate, stopUpdate } from '../workflows/messages.js';
import { releaseOrphans } from './boot.js';
import { startIntake } from './intake-loop.js';
import { dropLease, takeLeaseAfterCommands } from './lease.js';
import type { Place } from './place.js';
import { placeOf } from './place.js';
import { runnerConfig } from './runner-config.js';
import { assertBinding, bindWorkspace } from './server/binding.js';
import type { ServerChoice } from './server/choose.js';
import { chooseServer, decideServer } from './server/choose.js';
import { openClient } from './server/connect.js';
import { assertRemembered } from './memory.js';
import { guardServer } from './server-guard.js';
import { startWorkers } from './workers.js';
import { workspaceClient } from './workspace-client.js';

const COMMAND_TIMEOUT_MS = 30_000;
const SETTLE_MS = 50;

export interface ServeOptions {
  workspaceDir: string;
  named: NamedPlan;
  /** Instructions and skills of the plan, by sha256. */
  texts: Map<string, string>;
  config: Config;
  /** Stages that may start; null = no budget. */
  maxStages: number | null;
  /** `stopped`: until told to stop; `idle`: until nothing can be claimed; `quiet`: also when the budget is used up or paused. */
  until: 'stopped' | 'idle' | 'quiet';
  issuer: string;
  say(line: string): void;
  /** Changes that this process shows, as they are shown. */
  onEntries?(entries: readonly MirrorEntry[]): void;
  /** Aborted: finish the stage in flight, then leave. */
  leave: AbortSignal;
  /** Aborted: leave at once; agents work on and the next worker attaches to them. */
  leaveNow: AbortSignal;
}

export interface ServeEnd {
  /** How the workspace was left; `left`: at once. */
  phase: Phase | 'left';
  webUrl: string | null;
}

/** Throws `ServerForgot`, `LeaseTaken`, `ServerError`, or what the SDK throws when the server goes away for good. */
export async function serve(options: ServeOptions): Promise<ServeEnd> {
  const place = await placeOf(options.workspaceDir);
  const lease = await takeLeaseAfterCommands(place.dirs.state);
  try {
    return await serveUnderLease(options, place, lease.identity);
  } finally {
    dropLease(place.dirs.state, lease);
  }
}

async function serveUnderLease(options: ServeOptions, place: Place, identity: string): Promise<ServeEnd> {
  await sweepDrafts(place.dirs);
  await storePlan(options, place);
  const choice = await serverOf(options, place);
  const opened = await openClient(choice);
  bindWorkspace(options.workspaceDir, choice, opened.clusterId, new Date().toISOString());
  const settings = { searchAttributes: opened.searchAttributes, historyEvents: options.config.runtime.history_events };
  const send = workspaceClient(opened.client, place.id, settings, COMMAND_TIMEOUT_MS);
  await assertRemembered(opened.client, place, choice);
  const watch = watchPhase(place, options);
  await releaseOrphans(opened.client, place.id, identity).catch((error: unknown) => {
    options.say(`Tasks of an earlier worker could not be released (${String(error)}); they follow within 30 s.`);
  });
  const workers = await startWorkers(place, choice, identity);
  const intake = startIntake(place.dirs, send, options.config.watchers.debounce_ms, (error) =>
    options.say(`A queue folder could not be read: ${String(error)}`),
  );
  const guard = guardServer(opened.client.connection, choice, place.stateHome, options.say);
  const { id: planId, digest: planDigest, plan } = options.named;
  const issued = { commandId: randomUUID(), issuer: options.issuer, reason: 'a worker starts to serve' };
  const own = { ...issued, issuer: WORKER_ISSUER };
  const work = async (): Promise<ServeEnd['phase']> => {
    await intake.takeIn('contents');
    const begin = { ...issued, planId, planDigest, mode: plan.mode, allowance: options.maxStages, settings };
    const { seq } = await send(beginUpdate, begin);
    workers.serveStages(runnerConfig(options.config));
    options.say(`Serving ${place.id} with ${planId}.`);
    onAbort(
      options.leave,
      () => void send(stopUpdate, { ...own, commandId: randomUUID(), reason: 'the worker was told to leave' }),
    );
    return watch.until(seq, async () => intake.takeIn());
  };
  const now = new Promise<'left'>((resolve) => onAbort(options.leaveNow, () => resolve('left')));
  try {
    const phase = await Promise.race([work(), now, workers.done.then(() => 'left' as const)]);
    if (phase !== 'left') await send(stopUpdate, { ...own, commandId: randomUUID(), reason: 'the worker has left' });
    return { phase, webUrl: webUrlOf(choice, place, watch.root()) };
  } finally {
    watch.close();
    intake.close();
    guard.close();
    await settle();
    workers.stop();
    await workers.done.catch(() => undefined);
    await opened.close();
  }
}

/** The workflow task that learns of the last mirrored change; without it that task would time out and be repeated. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

async function storePlan(options: ServeOptions, place: Place): Promise<void> {
  for (const text of options.texts.values()) await putText(place.dirs.state, text);
  await putPlan(place.dirs.state, options.named);
  const file = path.join(place.dirs.workspace, RUNTIME_DIR, runtimePaths.compiledPlan);
  await writeAtomic(file, `${JSON.stringify(options.named, null, 2)}\n`);
}

async function serverOf(options: ServeOptions, place: Place): Promise<ServerChoice> {
  const decision = decideServer(options.config.temporal);
  assertBinding(options.workspaceDir, decision);
  return chooseServer(decision, place.stateHome, options.say);
}

const ENDS: Record<ServeOptions['until'], readonly Phase[]> = {
  stopped: ['stopped'],
  idle: ['idle', 'stopped', 'paused'],
  quiet: ['idle', 'stopped', 'paused', 'spent'],
};

/** Follows the workspace's part of the snapshot as this process writes it. */
function watchPhase(place: Place, options: ServeOptions) {
  let latest: WorkspaceSection | null = null;
  let root: string | null = null;
  let wake = (): void => undefined;
  const close = onApplied(place.dirs, ({ workspace }, entries) => {
    options.onEntries?.(entries);
    latest = workspace ?? latest;
    root = latest?.active?.root ?? root;
    wake();
  });
  return {
    close,
    root: () => root,
    /** Resolves with the phase at which to leave. `lookAgain`: whether more work was found before an idle end. */
    async until(seq: number, lookAgain: () => Promise<boolean>): Promise<Phase> {
      for (;;) {
        const section = latest;
        const over = section !== null && section.seq >= seq && ENDS[options.until].includes(section.phase);
        if (over && section.phase !== 'idle') return section.phase;
        if (over && !(await lookAgain()) && section === latest) return section.phase;
        if (section === latest) await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

function webUrlOf(choice: ServerChoice, place: Place, root: string | null): string | null {
  if (choice.uiUrl === null) return null;
  const workflow = root === null ? '' : `/${encodeURIComponent(lineageWorkflowId(place.id, root))}`;
  return `${choice.uiUrl}/namespaces/${choice.namespace}/workflows${workflow}`;
}

function onAbort(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
