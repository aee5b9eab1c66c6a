// Serves one workspace in the foreground until there is nothing left to do, or somebody says stop.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { writeAtomic } from '../activities/files/atomic.js';
import { sweepDrafts } from '../activities/files/drafts.js';
import { putPlan } from '../activities/store/plans.js';
import { putText } from '../activities/store/texts.js';
import type { MirrorEntry, Phase } from '../core/contracts/mirror.js';
import { lineageWorkflowId } from '../core/contracts/ids.js';
import type { BeginArgs, WorkflowSettings } from '../core/contracts/commands.js';
import { WORKER_ISSUER } from '../core/contracts/commands.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import type { NamedPlan } from '../core/contracts/plan.js';
import { NEWEST_RULES } from '../core/engine/rules.js';
import type { Config } from '../core/plan/config.js';
import { beginUpdate, stopUpdate } from '../workflows/messages.js';
import { releaseOrphans } from './boot.js';
import { startIntake } from './intake-loop.js';
import { dropLease, takeLeaseAfterCommands } from './lease.js';
import type { PhaseWatch, Until } from './phase-watch.js';
import { watchPhase } from './phase-watch.js';
import type { Place } from './place.js';
import { placeOf } from './place.js';
import { runnerConfig, temporalSettings } from './from-config.js';
import { assertBinding, bindWorkspace, rebindWorkspace } from './server/binding.js';
import type { ServerChoice } from './server/choose.js';
import { chooseServer, decideServer } from './server/choose.js';
import type { OpenClient } from './server/connect.js';
import { openClient } from './server/connect.js';
import { takeUp } from './take-up.js';
import { guardServer } from './server-guard.js';
import type { RunningWorkers } from './workers.js';
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
  until: Until;
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

/** Throws `LeaseTaken`, `ServerError`, or what the SDK throws when the server goes away for good. */
export async function serve(options: ServeOptions): Promise<ServeEnd> {
  const place = await placeOf(options.workspaceDir);
  const lease = await takeLeaseAfterCommands(place.dirs.state);
  try {
    await sweepDrafts(place.dirs);
    await storePlan(options, place);
    const choice = await serverOf(options, place);
    for (;;) {
      const end = await connected(choice, (opened) =>
        serveWith({ options, place, choice, opened, identity: lease.identity }),
      );
      if (end.phase !== 'forgotten') return { ...end, phase: end.phase };
      options.say('The Temporal server has lost its data.');
    }
  } finally {
    dropLease(place.dirs.state, lease);
  }
}

async function connected<T>(choice: ServerChoice, work: (opened: OpenClient) => Promise<T>): Promise<T> {
  const opened = await openClient(choice);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

interface Session {
  options: ServeOptions;
  place: Place;
  choice: ServerChoice;
  opened: OpenClient;
  /** Temporal identity of our workers. */
  identity: string;
}

/** `forgotten`: the server has lost its data; to be called again. */
async function serveWith(
  session: Session,
): Promise<Omit<ServeEnd, 'phase'> & { phase: ServeEnd['phase'] | 'forgotten' }> {
  const { options, place, choice, opened, identity } = session;
  bindWorkspace(options.workspaceDir, choice, opened.clusterId, new Date().toISOString());
  if (await takeUp(opened.client, place, settingsOf(session), options.say))
    rebindWorkspace(options.workspaceDir, choice, opened.clusterId, new Date().toISOString());
  await releaseOrphans(opened.client, place.id, identity).catch((error: unknown) => {
    options.say(`Tasks of an earlier worker could not be released (${String(error)}); they follow within 30 s.`);
  });
  const watch = watchPhase(place, options);
  const guard = guardServer(opened.client, choice, place, options.say);
  const workers = await startWorkers(place, choice, identity);
  try {
    const now = new Promise<'left'>((resolve) => onAbort(options.leaveNow, () => resolve('left')));
    const gone = workers.done.then(() => 'left' as const);
    const forgotten = guard.forgotten.then(() => 'forgotten' as const);
    const phase = await Promise.race([work(session, workers, watch), now, gone, forgotten]);
    return { phase, webUrl: webUrlOf(choice, place, watch.root()) };
  } finally {
    watch.close();
    guard.close();
    await settle();
    workers.stop();
    await workers.done.catch(() => undefined);
  }
}

/** Takes in what lies in the queue folders, begins, and goes on until there is a reason to end. */
async function work(session: Session, workers: RunningWorkers, watch: PhaseWatch): Promise<Phase> {
  const { options, place, opened } = session;
  const send = workspaceClient(opened.client, place.id, COMMAND_TIMEOUT_MS);
  const stop = (reason: string) => send(stopUpdate, { commandId: randomUUID(), issuer: WORKER_ISSUER, reason });
  const intake = startIntake(place.dirs, send, options.config.watchers.debounce_ms, (error) =>
    options.say(`A queue folder could not be read: ${String(error)}`),
  );
  try {
    await intake.takeIn('contents');
    const { seq } = await send(beginUpdate, beginning(options, settingsOf(session)));
    workers.serveStages(runnerConfig(options.config));
    options.say(`Serving ${place.id} with ${options.named.id}.`);
    onAbort(options.leave, () => {
      stop('the worker was told to leave').catch((error: unknown) =>
        options.say(`Not told to leave: ${String(error)}`),
      );
    });
    const phase = await watch.until(seq, () => intake.takeIn());
    // So that nothing is claimed while nobody works: a command may bring the workflow to life for a moment.
    if (phase !== 'stopped') await stop('the worker has left');
    return phase;
  } finally {
    intake.close();
  }
}

const settingsOf = ({ opened, options }: Session): WorkflowSettings => {
  return { searchAttributes: opened.searchAttributes, historyEvents: options.config.runtime.history_events };
};

function beginning({ named, maxStages, issuer }: ServeOptions, settings: WorkflowSettings): BeginArgs {
  const plan = { planId: named.id, planDigest: named.digest, mode: named.plan.mode };
  const issued = { commandId: randomUUID(), issuer, reason: 'a worker starts to serve' };
  return { ...issued, ...plan, allowance: maxStages, settings, rules: NEWEST_RULES };
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
  const decision = decideServer(temporalSettings(options.config));
  assertBinding(options.workspaceDir, decision);
  return chooseServer(decision, place.stateHome, options.say);
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
