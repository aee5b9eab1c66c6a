// Whether a worker of this workspace lives, by the note it leaves in our state folder and the process table.

export interface WorkerState {
  alive: boolean;
  /** Null when none lives. */
  pid: number | null;
}

/** `workspace`: its id; null = it has none, and so no worker. Only Linux has a process table that we can read. */
export async function workerState(workspace: string | null, env: NodeJS.ProcessEnv): Promise<WorkerState> {
  if (workspace === null || process.platform !== 'linux') return { alive: false, pid: null };
  const [{ stateHome }, { readLease }] = await Promise.all([
    import('../worker/state-home.js'),
    import('../worker/lease.js'),
  ]);
  const holder = readLease(`${stateHome(env)}/${workspace}`);
  // A command that is being carried out serves no work.
  return { pid: holder?.pid ?? null, alive: holder?.role === 'serve' };
}
