// Which workers of this workspace live, by the records in our state folder and the process table.
import { type Need, needOf } from '../read/need.js';

export interface WorkerState {
  alive: boolean;
  /** Process that holds the lease; null when none lives. */
  pid: number | null;
  /** ISO time since when it does not answer; null = it does, or none lives. */
  silentSince: string | null;
  /** Processes that work beside it. */
  helpers: number[];
  /** The script that its stages are played from; null = agents are real, or none lives. */
  script: string | null;
  /** Its name in Temporal, and what it was built from; null = none lives. */
  identity: string | null;
  build: string | null;
  /** ISO time when the worker that lives began; null = none lives. */
  startedAt: string | null;
  /** ISO time of its last sign of life, or of that of the last one that died. */
  lastBeat: string | null;
  /** Processes that died in the midst of serving, where nobody serves since. */
  lost: number[];
  /** What starts one like the one that lives or died: a worker without a terminal comes back as such. */
  again: 'millrace run' | 'millrace up';
}

export const NO_WORKER: WorkerState = {
  ...{ alive: false, pid: null, silentSince: null, helpers: [], script: null },
  ...{ identity: null, build: null, startedAt: null, lastBeat: null, lost: [] },
  again: 'millrace run',
};

/** `workspace`: its id; null = it has none, and so no worker. Only Linux has a process table that we can read. */
export async function workerState(workspace: string | null, env: NodeJS.ProcessEnv): Promise<WorkerState> {
  if (workspace === null || process.platform !== 'linux') return NO_WORKER;
  const [{ stateHome }, { readLease }, { lastBeat, livingHelpers, readRoster }, { silentSince }, { isAlive }] =
    await Promise.all([
      import('../worker/state-home.js'),
      import('../worker/fleet/lease.js'),
      import('../worker/fleet/roster.js'),
      import('../worker/fleet/answers.js'),
      import('../disk/identity.js'),
    ]);
  const stateDir = `${stateHome(env)}/${workspace}`;
  const holder = readLease(stateDir);
  const helpers = livingHelpers(stateDir, holder).map(({ pid }) => pid);
  // A command that is being carried out serves no work.
  const silent = holder === null ? null : silentSince(stateDir, holder);
  const alive = holder?.role === 'serve';
  const script = alive ? (holder.script ?? null) : null;
  // Whoever leaves takes its record away, and the next worker those of the dead.
  const dead =
    alive || helpers.length > 0 ? [] : readRoster(stateDir).filter((one) => one.role === 'serve' && !isAlive(one));
  const beats = (alive ? [holder] : dead).map((one) => lastBeat(stateDir, one));
  const beat = Math.max(0, ...beats);
  return {
    ...{ pid: holder?.pid ?? null, alive, silentSince: silent, helpers, script },
    ...(alive ? { identity: holder.identity, build: holder.build } : { identity: null, build: null }),
    startedAt: alive ? holder.startedAt : null,
    lastBeat: beat === 0 ? null : new Date(beat).toISOString(),
    lost: dead.map(({ pid }) => pid),
    again: (alive ? [holder] : dead).some(({ detached }) => detached === true) ? 'millrace up' : 'millrace run',
  };
}

/** A worker that was killed, or whose machine went down: nothing goes on until the next one. */
export function lostNeed({ lost, lastBeat, again }: WorkerState): Need[] {
  if (lost.length === 0) return [];
  const name = `process ${lost.join(', ')}`;
  const reason = 'it served this workspace and died without a word; what its agents do is kept';
  const remedy = `\`${again}\` goes on where it was`;
  const about = { since: lastBeat, actions: [again, 'millrace doctor'] };
  return [needOf({ what: 'worker', kind: 'worker_lost', name, reason, remedy, ...about })];
}

/** A worker that is stopped, or hangs: nothing goes on until somebody wakes it or takes its place. */
export function silentNeed({ alive, pid, silentSince, again }: WorkerState): Need[] {
  if (!alive || silentSince === null) return [];
  const reason = `it serves this workspace and says nothing since ${silentSince}`;
  const remedy = `\`kill -CONT ${pid ?? ''}\` where it was stopped, and it goes on; or \`${again}\` ends it and takes its place`;
  const about = { since: silentSince, actions: [`kill -CONT ${pid ?? ''}`, again] };
  return [needOf({ what: 'worker', kind: 'worker_lost', name: `process ${pid ?? ''}`, reason, remedy, ...about })];
}
