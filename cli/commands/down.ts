// `down`: nobody serves the workspace any more. In order, after the stage in flight, or at once: then agents work on, and the next worker takes
// up what they leave.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isKnown } from '../../core/told-error.js';
import type { WorkerRecord } from '../../worker/fleet/roster.js';
import { countIn, listFolders } from '../../read/folders.js';
import { readSnapshot } from '../../read/snapshot.js';
import { type Context, identify, type Result } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit.js';
import { counted } from '../render/count.js';
import { inert } from '../render/inert.js';
import { told } from './control.js';

export interface DownOptions {
  /** Leave at once, as at SIGTERM. */
  now?: boolean;
  /** Its pid: this worker alone. One that is none of ours is nobody. */
  process?: string;
  /** False: asked, and not waited for. */
  wait: boolean;
  reason: string;
}

interface Left {
  /** Agents that work on: node and item. */
  agents: { node: string; item: string }[];
  queued: number;
  blocked: number;
}

export async function down(context: Context, options: DownOptions): Promise<Result> {
  const { dir, id } = await identify(context);
  const [{ stateHome }, { workersOf }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/staying/workers.js'),
  ]);
  const home = stateHome(context.env);
  const state = join(home, id);
  const workers = workersOf(state).filter(({ pid }) => [undefined, String(pid)].includes(options.process));
  if (workers.length === 0) {
    const who = options.process === undefined ? 'No worker' : `No such worker (process ${options.process})`;
    return answer(await leftBehind(dir, state), workers, [`${who} serves ${id}.`]);
  }
  if (context.dryRun) return wouldEnd(workers, options);
  const [shared, own] = [workers.filter(({ all }) => all === true), workers.filter(({ all }) => all !== true)];
  if (shared.length > 0) await pauseIn(context, id, options);
  if (options.now === true) await endAll(own);
  else if (own.length > 0 && !(await endInOrder(context, dir, own, options))) return leaving(workers);
  if (shared.length > 0 && !(await sharedLeft(state, shared, options))) return leaving(shared);
  const pids = workers.map(({ pid }) => pid).join(', ');
  const others = workersOf(state).map(({ pid }) => pid);
  const now = others.length === 0 ? `nobody serves ${id}` : `process ${others.join(', ')} serves ${id}`;
  const how = shared.length === 0 ? 'has ended' : `has left it (paused: \`millrace workspaces resume ${id}\`)`;
  const lines = [`Down: process ${pids} ${how}, and ${now}.`, ...(await serverLine(home))];
  return answer(await leftBehind(dir, state), workers, lines);
}

/** Who serves all leaves one of them when the list says so. */
async function pauseIn(context: Context, id: string, { now = false, reason }: DownOptions): Promise<void> {
  const [{ stateHome }, { changeList }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/all/list.js'),
  ]);
  const paused = { since: new Date().toISOString(), by: context.issuer, reason: reason || 'millrace down', now };
  await changeList(stateHome(context.env), (list) => list.map((one) => (one.id === id ? { ...one, paused } : one)));
}

/** False when it leaves later. */
async function sharedLeft(
  state: string,
  shared: readonly WorkerRecord[],
  { wait, now }: DownOptions,
): Promise<boolean> {
  if (!wait && now !== true) return false;
  const { untilLeft } = await import('../../worker/staying/end.js');
  await untilLeft(state, shared);
  return true;
}

function wouldEnd(workers: readonly WorkerRecord[], { now, wait }: DownOptions): Result {
  const pids = workers.map(({ pid }) => pid);
  const line = `Process ${pids.join(', ')} leaves ${now === true ? 'at once' : 'after the stage in flight'}.`;
  const exit = now === true || wait ? EXIT.done : EXIT.notApplied;
  return { data: { state: 'down', ended: pids }, lines: [line], exit };
}

async function endAll(workers: readonly WorkerRecord[]): Promise<void> {
  const { endNow } = await import('../../worker/staying/end.js');
  const stuck = await endNow(workers);
  if (stuck.length === 0) return;
  const pids = stuck.map(({ pid }) => pid).join(', ');
  throw new CliError({
    ...{ exit: EXIT.conflict, code: 'worker_runs' },
    message: `Process ${pids} cannot be ended: it belongs to another user, or waits for a disk.`,
  });
}

/** False when they leave later. Those that have not begun hold nothing: they leave at once. */
async function endInOrder(
  context: Context,
  dir: string,
  workers: readonly WorkerRecord[],
  { wait, reason }: DownOptions,
): Promise<boolean> {
  const starting = workers.filter(({ servesSince }) => servesSince === undefined);
  await endAll(starting);
  if (starting.length === workers.length) return true;
  if (!(await toldToStop(context, dir, reason)) || !wait) return false;
  const runs = stagesAtWork(dir);
  if (runs.length > 0)
    context.note(
      `Waiting for the stage in flight: ${runs.join(', ')}. \`millrace down --now\` leaves it to its agent.`,
    );
  const { untilGone } = await import('../../worker/staying/end.js');
  return untilGone(workers, Infinity);
}

/** False when the worker is silent: the server has the command. */
async function toldToStop(context: Context, dir: string, reason: string): Promise<boolean> {
  const args = { commandId: randomUUID(), issuer: context.issuer, reason };
  try {
    return (await told(context, dir, { name: 'stop', args })).exit !== EXIT.notApplied;
  } catch (error) {
    if (!(isKnown(error, 'no_server') || isKnown(error, 'unreachable') || isKnown(error, 'worker_silent'))) throw error;
    const { exit, code, message } = error;
    const hint = '`millrace down --now` ends the worker without asking anybody; agents work on.';
    throw new CliError({ exit, code, message, hint });
  }
}

function leaving(workers: readonly WorkerRecord[]): Result {
  const pids = workers.map(({ pid }) => pid);
  const line = `Process ${pids.join(', ')} was told, and leaves after the stage in flight, or once it answers. \`millrace down --now\` ends it at once.`;
  return { data: { state: 'leaving', pids }, lines: [line], exit: EXIT.notApplied };
}

const stagesAtWork = (dir: string): string[] =>
  (readSnapshot(dir)?.runs ?? [])
    .filter(({ state }) => state === 'running')
    .map(({ node, family, id }) => inert(`${node} of ${family}/${id}`));

async function leftBehind(dir: string, state: string): Promise<Left> {
  const { runningRequests } = await import('../../agents/running.js');
  const folders = listFolders(dir);
  const agents = runningRequests(state).map(({ request }) => ({
    node: request.node,
    item: `${request.item.family}/${request.item.id}`,
  }));
  return { agents, queued: countIn(folders, 'queued', 'active'), blocked: countIn(folders, 'blocked') };
}

function answer(left: Left, workers: readonly WorkerRecord[], head: readonly string[]): Result {
  const { agents, queued, blocked } = left;
  const atWork = agents.map(({ node, item }) => inert(`${node} of ${item}`)).join(', ');
  const lines = [
    ...head,
    ...(agents.length === 0 ? [] : [`Agents work on: ${atWork}. The next \`millrace up\` takes up what they leave.`]),
    `Left: ${counted(queued, 'item')} to do, ${blocked} blocked.`,
  ];
  return { data: { state: 'down', ended: workers.map(({ pid }) => pid), left }, lines };
}

async function serverLine(home: string): Promise<string[]> {
  const [{ findRunning }, { serverUsers }] = await Promise.all([
    import('../../worker/server/record.js'),
    import('../../worker/machine.js'),
  ]);
  const idle = findRunning(home) !== null && serverUsers(home).length === 0;
  return idle ? ['The Temporal server goes on without work; `millrace server stop` ends it.'] : [];
}
