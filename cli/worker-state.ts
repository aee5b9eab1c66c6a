// Whether a worker of this workspace lives, by the note it leaves in our state folder and the process table.
import { statePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece } from './read/files.js';

export interface WorkerState {
  alive: boolean;
  /** Null when no worker ever left a note. */
  pid: number | null;
}

/** `workspace`: its id; null = it has none, and so no worker. Only Linux has a process table that we can read. */
export async function workerState(workspace: string | null, env: NodeJS.ProcessEnv): Promise<WorkerState> {
  if (workspace === null || process.platform !== 'linux') return { alive: false, pid: null };
  const [{ stateHome }, { isAlive }] = await Promise.all([
    import('../worker/state-home.js'),
    import('../agents/host/identity.js'),
  ]);
  const { pid, startTime, boot, role } =
    jsonObject(readPiece(`${stateHome(env)}/${workspace}/${statePaths.worker}`)?.text) ?? {};
  if (typeof pid !== 'number') return { alive: false, pid: null };
  // A command that is being carried out serves no work.
  const serves = role === 'serve' && typeof startTime === 'string' && typeof boot === 'string';
  return { pid, alive: serves && isAlive({ pid, startTime, boot }) };
}
