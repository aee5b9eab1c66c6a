// Which workers of this workspace live, by the records in our state folder and the process table.
import type { Need } from '../read/needs.js';

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
}

export const NO_WORKER: WorkerState = { alive: false, pid: null, silentSince: null, helpers: [], script: null };

/** `workspace`: its id; null = it has none, and so no worker. Only Linux has a process table that we can read. */
export async function workerState(workspace: string | null, env: NodeJS.ProcessEnv): Promise<WorkerState> {
  if (workspace === null || process.platform !== 'linux') return NO_WORKER;
  const [{ stateHome }, { readLease }, { livingHelpers }, { silentSince }] = await Promise.all([
    import('../worker/state-home.js'),
    import('../worker/fleet/lease.js'),
    import('../worker/fleet/roster.js'),
    import('../worker/fleet/answers.js'),
  ]);
  const stateDir = `${stateHome(env)}/${workspace}`;
  const holder = readLease(stateDir);
  const helpers = livingHelpers(stateDir, holder).map(({ pid }) => pid);
  // A command that is being carried out serves no work.
  const silent = holder === null ? null : silentSince(stateDir, holder);
  const alive = holder?.role === 'serve';
  const script = alive ? (holder.script ?? null) : null;
  return { pid: holder?.pid ?? null, alive, silentSince: silent, helpers, script };
}

/** A worker that is stopped, or hangs: nothing goes on until somebody wakes it or takes its place. */
export function silentNeed({ alive, pid, silentSince }: WorkerState): Need[] {
  if (!alive || silentSince === null) return [];
  const reason = `it serves this workspace and says nothing since ${silentSince}`;
  const remedy = `\`kill -CONT ${pid ?? ''}\` where it was stopped, and it goes on; or \`millrace run\` ends it and takes its place`;
  return [{ what: 'worker', name: `process ${pid ?? ''}`, reason, remedy }];
}
