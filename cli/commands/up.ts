// `up`: a worker in the background that outlives its terminal. There is never a second one: who finds one that stays says so, and who
// finds one that leaves waits for its end.
import { join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { type Context, identify, type Result } from '../context.js';
import { CliError, failed } from '../errors.js';
import { EXIT, type ExitCode } from '../exit.js';
import { metricsPlaces } from '../../read/metrics/where.js';
import { metricsText } from '../render/metrics.js';
import { acceptedPlan } from '../trust/gate.js';
import { type Came, type Wanted, wordsForOne } from '../up/start.js';
import type { WorkerRecord } from '../../worker/fleet/roster.js';

export interface UpOptions {
  mode?: string;
  config?: string;
  /** Accept the operator's ground as it lies there. */
  accept?: boolean;
}

/** Ends with the exit code of the worker where that does not come up. */
export async function up(context: Context, options: UpOptions): Promise<Result> {
  if (process.platform !== 'linux')
    throw failed('platform', `\`up\` works on Linux and WSL2 only; this is ${process.platform}.`);
  const { dir, id } = await identify(context);
  const [{ stateHome }, { withLock }, { stayingWorker }, { startStaying }, { stayingNow }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/server/lock.js'),
    import('../../worker/staying/workers.js'),
    import('../up/start.js'),
    import('../up/leaving.js'),
  ]);
  const state = join(stateHome(context.env), id);
  const found = (): Promise<WorkerRecord | null> => stayingNow(context, dir, () => stayingWorker(state, context.env));
  const there = await found();
  if (there !== null) return answer('already', id, state, there);
  const { named, config } = await acceptedPlan(context, options, 'up');
  const { missingRunners } = await import('../doctor/runners.js');
  for (const line of await missingRunners(dir, named, config, context.env)) context.note(line);
  if (context.dryRun) return { data: { state: 'started' }, lines: [`A worker is started that serves ${id}.`] };
  const waiting = (pid: number): void => context.note(`Process ${pid} is starting a worker here: it is waited for.`);
  return withLock(state, statePaths.up, waiting, async () => {
    const other = await found();
    if (other !== null) return answer('already', id, state, other);
    const wanted = { dir, state, words: wordsForOne(context.cwd, options.mode, options.config) };
    return outcome(await startStaying(context, wanted), id, wanted);
  });
}

function outcome(came: Came, id: string, { state }: Wanted): Result {
  if (came.kind === 'serves') return answer('started', id, state, came.worker);
  throw endedBefore(came, state);
}

/** `state`: where its log is. */
export function endedBefore(came: Extract<Came, { kind: 'ended' }>, state: string): CliError {
  const how = came.signal === null ? `code ${String(came.code)}` : came.signal;
  return new CliError({
    ...{ exit: exitOf(came.code), code: 'worker_ended' },
    message: `The worker ended with ${how} before it served:`,
    below: came.last.map((line) => `  | ${line}`),
    hint: `Its whole log: ${join(state, statePaths.workerLog)} (\`millrace logs --worker\`). \`millrace doctor\` looks for what is wrong.`,
  });
}

const exitOf = (code: number | null): ExitCode =>
  Object.values(EXIT).find((known) => known === code && known !== EXIT.done) ?? EXIT.failed;

function answer(state: 'started' | 'already', id: string, folder: string, worker: WorkerRecord): Result {
  const { pid, startedAt, servesSince = null, detached = false } = worker;
  const log = join(folder, statePaths.workerLog);
  const head =
    state === 'started'
      ? `Up: process ${pid} serves ${id}, and goes on when this terminal is gone.`
      : `Process ${pid} serves ${id} already, since ${servesSince ?? startedAt}${detached ? '' : ', on a terminal'}.`;
  const metrics = metricsPlaces(folder);
  const figures = metrics.map((one) => `Figures: ${metricsText(one)}`);
  const lines = [head, ...figures, `Log: ${log} (\`millrace logs --worker -f\`)`, '`millrace down` ends it.'];
  return { data: { state, pid, startedAt, servesSince, detached, log, metrics }, lines };
}
