// Serves one workspace in the foreground until there is nothing left to do, or somebody says stop.
import type { Phase } from '../core/contracts/mirror.js';
import { lineageWorkflowId } from '../core/contracts/ids.js';
import { useForker } from '../agents/host/forker.js';
import { scriptOf } from '../agents/scripted/adapter.js';
import { silenceOf, WorkerConflict } from './fleet/answers.js';
import { bootStep } from './boot.js';
import type { Dirs } from '../disk/dirs.js';
import { listDocuments } from '../disk/intake/folders.js';
import { watchDisks } from './disk-watch.js';
import { pruneHourly } from './old-checkpoints.js';
import { buildName } from './build.js';
import { watchDeparture } from './departure.js';
import { claimFolder } from './folder.js';
import { assertSameKind, help } from './fleet/help.js';
import { hold } from './hold.js';
import { assertWorks } from './hosts/drained.js';
import { readArrived } from './hosts/record.js';
import { readLease, seekLease } from './fleet/lease.js';
import { serverFacts } from './metrics/server-facts.js';
import { watchPhase } from './phase-watch.js';
import type { WorkspacePlace } from './place.js';
import { workspacePlace } from './place.js';
import { closeHome } from './private-home.js';
import { storePlan } from './publish.js';
import { temporalSettings } from './from-config.js';
import { assertBinding, assertBoundHome, bindWorkspace, rebindWorkspace } from './server/binding.js';
import type { ServerChoice } from './server/choose.js';
import { chooseServer, decideServer } from './server/choose.js';
import { openClient } from './server/connect.js';
import { stopUnused } from './server/embedded.js';
import { errorReason } from './server/error.js';
import type { ServerRecord } from './server/record.js';
import { pageOf } from './server/page.js';
import { serverUsers } from './machine.js';
import type { Member } from './fleet/roster.js';
import { enlist, heirOf } from './fleet/roster.js';
import { turnsIn } from '../core/engine/workspace/section-from.js';
import { guardServer, type Loss } from './server-guard.js';
import type { Seat, ServeOptions, Session, Work } from './session.js';
import { onAbort } from './on-abort.js';
import { settingsOf } from './session.js';
import type { Spans } from './spans/open.js';
import { takeUp } from './take-up.js';
import { type RunningWorkers, startWorkers } from './workers.js';

export interface ServeEnd {
  /** How the workspace was left; `left`: at once. */
  phase: Phase | 'left';
  webUrl: string | null;
  /** Process that goes on serving the workspace, or null. */
  servedBy: number | null;
}

/**
 * Holds the workspace, or helps the worker that does. Throws `WorkerConflict`, `HostDrained`, `OtherHost`, `ServerError`, `WorkspaceGone`, or what the SDK
 * throws when the server goes away for good.
 */
export async function serve(options: ServeOptions): Promise<ServeEnd> {
  const place = await workspacePlace(options.workspaceDir);
  assertWorks(place.stateHome);
  await claimFolder(place.dirs, place.identity, options.say);
  void closeHome(place.stateHome, place.dirs.state, options.say);
  const kind = { build: buildName(), script: scriptOf(process.env) };
  const lasts = { stays: options.until === 'stopped', endures: options.maxStages === null };
  const { detached = false, amongOthers = false } = options;
  const member = enlist(place.dirs.state, {
    role: 'serve',
    ...lasts,
    ...kind,
    detached,
    ...(amongOthers && { all: true }),
  });
  const seat: Seat = { member, lease: null, stages: 0 };
  for (const told of [options.leave, options.leaveNow]) onAbort(told, () => member.leaves());
  const startedHere: ServerRecord[] = [];
  let spans: Spans | null = null;
  // Before the bundle and the workers are there: the fork of the forker itself is cheaper then.
  const leaveForker = useForker();
  try {
    await takeSeat(seat, place, options.say);
    spans = await spansFor(options, place, member);
    for (;;) {
      const choice = await serverOf(options, place, (server) => void startedHere.push(server));
      const opened = await openClient(choice);
      const end = await serveWith({ options, place, choice, opened, seat, spans });
      // After a loss a call may still be on its way, and would be tried again on a closed connection, where nobody
      // catches what that throws: such a connection stays open until the process ends.
      if (!isLoss(end.phase)) {
        await opened.close();
        return { ...end, phase: end.phase };
      }
      options.say(LOSSES[end.phase]);
    }
  } catch (error) {
    // A run that comes to nothing leaves nothing behind that it started itself.
    for (const server of member.hasServed() ? [] : startedHere) await letGo(place, server, options.say);
    throw error;
  } finally {
    seat.lease?.drop();
    member.leave();
    await spans?.close();
    leaveForker();
  }
}

/** Not even loaded where nobody wants them. */
async function spansFor(
  { config, say }: ServeOptions,
  { id }: WorkspacePlace,
  { record }: Member,
): Promise<Spans | null> {
  const { otlp } = config.tracing;
  if (otlp === undefined) return null;
  try {
    const { openSpans } = await import('./spans/open.js');
    return openSpans({ otlp, workspace: id, identity: record.identity, say });
  } catch (error) {
    say(`No spans are made: ${String(error)}.`);
    return null;
  }
}

const letGo = ({ stateHome }: WorkspacePlace, server: ServerRecord, say: (line: string) => void): Promise<void> =>
  stopUnused(stateHome, server, () => serverUsers(stateHome, process.pid).length > 0, say).catch((error: unknown) =>
    say(`The Temporal server that was started for this goes on: ${errorReason(error)}`),
  );

async function takeSeat(seat: Seat, place: WorkspacePlace, say: (line: string) => void): Promise<void> {
  const found = await seekLease(place.dirs.state, seat.member.record, say);
  if (found.kind === 'held') {
    seat.lease = found.lease;
    return;
  }
  if (found.kind === 'silent') throw new WorkerConflict(silenceOf(place.dirs.state, found.by));
  assertSameKind(found.by, seat.member.record);
  say(`Process ${found.by.pid} serves this workspace; this one helps. Its plan and its budget count.`);
}

const LOSSES: Record<Loss, string> = {
  forgotten: 'The Temporal server has lost its data.',
  ended: 'Somebody ended the workflow of this workspace in Temporal.',
  deleted: 'Somebody deleted the workflow of this workspace in Temporal.',
  reset: 'Somebody reset a workflow of this workspace in Temporal.',
  moved: 'The Temporal server listens at another address now.',
  taken: 'Another host has taken this workspace over.',
};

const isLoss = (phase: ServeEnd['phase'] | Loss): phase is Loss => phase in LOSSES;

/** A loss: to be called again, with a new connection. */
async function serveWith(session: Session): Promise<Omit<ServeEnd, 'phase'> & { phase: ServeEnd['phase'] | Loss }> {
  const { options, place, choice, opened, seat } = session;
  bindWorkspace(options.workspaceDir, choice, opened.clusterId, new Date().toISOString());
  const begun = seat.lease === null ? null : await prepare(session);
  const departure = watchDeparture(place, options.say);
  let started: RunningWorkers | null = null;
  const watch = watchPhase(place, {
    until: options.until,
    onEvents(events) {
      if (events.length > 0) started?.stir();
      seat.stages += events.filter(({ type }) => type === 'stage_completed').length;
      // Of several workers one tells of the runs.
      if (seat.lease !== null) session.spans?.onEvents(events);
      options.onEvents?.(events);
    },
  });
  const guard = guardServer(opened.client, choice, place, {
    say: options.say,
    isQuiet: () => started?.isQuiet() ?? false,
  });
  const disks = watchDisks(place.dirs, options.say);
  const pruning = pruneHourly(place, options.say);
  const { identity } = seat.member.record;
  const { sdkMetrics } = options;
  const aroundStages = session.spans?.stages;
  const isBusy = (): boolean => turnsIn(watch.shown().workspace).length > 0;
  const wanted = { client: opened.client, place, choice, identity, isBusy };
  const { amongOthers = false, say } = options;
  const workers = await startWorkers({ ...wanted, sdkMetrics, aroundStages, amongOthers, say });
  started = workers;
  const over = new AbortController();
  options.onServer?.(serverFacts({ ...session, watch }));
  try {
    const now = new Promise<'left'>((resolve) => onAbort(options.leaveNow, () => resolve('left')));
    const gone = workers.done.then(() => 'left' as const);
    const booted = begun?.booted ?? Promise.resolve();
    const work = { ...session, booted, workers, guard, watch, over: over.signal };
    const phase = await Promise.race([helpAndHold(work), now, gone, guard.lost, departure.left]);
    return { phase, webUrl: webUrlOf(choice, place, watch.root()), servedBy: successor(place, seat.member) };
  } finally {
    over.abort();
    options.onServer?.(null);
    departure.close();
    watch.close();
    guard.close();
    disks();
    pruning();
    await workers.leave();
  }
}

/** What the new holder does first. The boot step goes on beside what follows. */
async function prepare(session: Session): Promise<{ booted: Promise<void> }> {
  const { opened, place, choice, options } = session;
  // What came from another host goes on under the plan that was accepted here, or begins anew.
  if (readArrived(place.dirs.state) !== null) await storePlan(place, options);
  if (await takeUp(opened.client, place, settingsOf(session), options.say))
    rebindWorkspace(options.workspaceDir, choice, opened.clusterId, new Date().toISOString());
  return { booted: bootStep(opened.client, place, options.say) };
}

async function helpAndHold(work: Work): Promise<Phase | 'left'> {
  const { seat, place, options, workers, watch, over } = work;
  if (seat.lease === null) {
    workers.serveStages();
    seat.member.serves();
    options.onServes?.();
    const enough = (): boolean => options.maxStages !== null && seat.stages >= options.maxStages;
    const leave = AbortSignal.any([options.leave, over]);
    const { state: stateDir } = place.dirs;
    const resting = (): number => (anyQueued(place.dirs) ? options.config.watchers.rest_ms : 0);
    const end = await help({ stateDir, self: seat.member.record, watch, leave, enough, resting, say: options.say });
    if (end.kind === 'over') return end.phase;
    seat.lease = end.lease;
    return hold({ ...work, ...(await prepare(work)) }, seat.lease);
  }
  return hold(work, seat.lease);
}

/** What stands in the place of a folder is for the holder to put right. */
function anyQueued(dirs: Dirs): boolean {
  try {
    return listDocuments(dirs, 'queued').length > 0;
  } catch {
    return false;
  }
}

/** Pid of the worker that serves the workspace when this one has left. */
function successor({ dirs }: WorkspacePlace, { record }: Member): number | null {
  const holder = readLease(dirs.state);
  const other = holder?.identity === record.identity ? heirOf(dirs.state, record) : holder;
  return other?.pid ?? null;
}

async function serverOf(
  options: ServeOptions,
  place: WorkspacePlace,
  started: (server: ServerRecord) => void,
): Promise<ServerChoice> {
  const decision = decideServer(temporalSettings(options.config));
  assertBinding(options.workspaceDir, decision);
  if (decision.kind === 'embedded') assertBoundHome(options.workspaceDir, place.stateHome);
  return chooseServer(decision, place.stateHome, options.say, started);
}

function webUrlOf(choice: ServerChoice, place: WorkspacePlace, root: string | null): string | null {
  if (choice.uiUrl === null) return null;
  return pageOf(choice.uiUrl, choice.namespace, root === null ? undefined : lineageWorkflowId(place.id, root));
}
