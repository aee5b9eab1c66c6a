// `up --all`, `down --all`: the process that serves every workspace of the list, in the background.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import type { WorkerRecord } from '../../worker/fleet/roster.js';
import type { Context, Result } from '../context.js';
import { failed, misused } from '../errors.js';
import { EXIT } from '../exit.js';
import { counted } from '../render/count.js';
import { startStaying } from '../up/start.js';
import type { DownOptions } from './down.js';
import { endedBefore, type UpOptions } from './up.js';

export async function upHereOrAll(context: Context, options: UpOptions & { all?: boolean }): Promise<Result> {
  if (options.all === true) return upAll(context, options);
  return (await import('./up.js')).up(context, options);
}

export async function downHereOrAll(context: Context, options: DownOptions & { all?: boolean }): Promise<Result> {
  if (options.all === true) return downAll(context, options);
  return (await import('./down.js')).down(context, options);
}

async function upAll(context: Context, { mode, config, accept }: UpOptions): Promise<Result> {
  if ([mode, config, accept].some((one) => one !== undefined))
    throw misused(
      '--mode, --config and --accept are about one workspace; --all serves each as it is set up.',
      'Leave it out.',
    );
  if (process.platform !== 'linux')
    throw failed('platform', `\`up\` works on Linux and WSL2 only; this is ${process.platform}.`);
  const { folder, found, listed } = await surroundings(context);
  const there = found();
  if (there !== null) return answer('already', folder, there, listed);
  if (context.dryRun)
    return { data: { state: 'started' }, lines: [`A process is started that serves ${counted(listed, 'workspace')}.`] };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { withLock } = await import('../../worker/server/lock.js');
  const waiting = (pid: number): void => context.note(`Process ${pid} is starting one already: it is waited for.`);
  return withLock(folder, statePaths.up, waiting, async () => {
    const other = found();
    if (other !== null) return answer('already', folder, other, listed);
    const came = await startStaying(context, { dir: folder, state: folder, words: ['--all'] });
    if (came.kind === 'ended') throw endedBefore(came, folder);
    return answer('started', folder, came.worker, listed);
  });
}

async function surroundings({ env }: Context) {
  const [{ stateHome }, { allFolder }, { readList }, { stayingWorker }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/all/place.js'),
    import('../../worker/all/list.js'),
    import('../../worker/staying/workers.js'),
  ]);
  const home = stateHome(env);
  const folder = allFolder(home);
  const listed = readList(home).filter(({ paused }) => paused === null).length;
  return { folder, listed, found: (): WorkerRecord | null => stayingWorker(folder, env) };
}

function answer(state: 'started' | 'already', folder: string, worker: WorkerRecord, listed: number): Result {
  const { pid, startedAt, servesSince = null, detached = false } = worker;
  const log = join(folder, statePaths.workerLog);
  const what = `${counted(listed, 'listed workspace')}`;
  const head =
    state === 'started'
      ? `Up: process ${pid} serves ${what}, and goes on when this terminal is gone.`
      : `Process ${pid} serves ${what} already, since ${servesSince ?? startedAt}.`;
  const lines = [head, `Log: ${log}`, '`millrace workspaces ls` shows each; `millrace down --all` ends it.'];
  return { data: { state, pid, startedAt, servesSince, detached, log, metrics: [] }, lines };
}

async function downAll(context: Context, { now = false, wait }: DownOptions): Promise<Result> {
  const { folder } = await surroundings(context);
  const [{ workersOf }, { endNow, tellToLeave, untilGone }] = await Promise.all([
    import('../../worker/staying/workers.js'),
    import('../../worker/staying/end.js'),
  ]);
  const workers = workersOf(folder);
  const ended = workers.map(({ pid }) => pid);
  if (workers.length === 0) return { data: { state: 'down', ended }, lines: ['No process serves all workspaces.'] };
  const who = `Process ${ended.join(', ')}`;
  if (context.dryRun) return { data: { state: 'down', ended }, lines: [`${who} leaves every workspace.`] };
  if (now) await endNow(workers);
  else tellToLeave(workers);
  if (!now && !wait)
    return {
      data: { state: 'leaving', pids: ended },
      lines: [`${who} leaves after the stages in flight.`],
      exit: EXIT.notApplied,
    };
  if (!now) context.note('Waiting for the stages in flight. `millrace down --all --now` leaves them to their agents.');
  await untilGone(workers, Infinity);
  return { data: { state: 'down', ended }, lines: [`Down: ${who.toLowerCase()} has ended, and left every workspace.`] };
}
