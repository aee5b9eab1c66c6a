// Whether a worker of this workspace lives, by the note it leaves in our state folder and the process table.
import { statePaths } from '../core/contracts/paths.js';
import { jsonObject, readPiece } from './read/files.js';

export interface WorkerState {
  alive: boolean;
  /** Null when no worker ever left a note. */
  pid: number | null;
}

/** `workspace`: its id; null = it has none, and so no worker. */
export async function workerState(workspace: string | null, env: NodeJS.ProcessEnv): Promise<WorkerState> {
  const { stateHome } = await import('../worker/state-home.js');
  const file = `${stateHome(env)}/${workspace ?? ''}/${statePaths.worker}`;
  const note = workspace === null ? null : jsonObject(readPiece(file)?.text);
  const pid = typeof note?.pid === 'number' ? note.pid : null;
  return { pid, alive: pid !== null && (await isAlive(pid, note ?? {})) };
}

/** Only Linux has a process table that we can read; elsewhere no worker runs. */
async function isAlive(pid: number, note: Record<string, unknown>): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const identity = await import('../agents/host/identity.js');
  const { startTime, boot, role } = note;
  // A command that is being carried out serves no work.
  return role === 'serve' && identity.isAlive({ pid, startTime: String(startTime), boot: String(boot) });
}
