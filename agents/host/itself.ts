// Which process a polite signal is for. Bubblewrap ends at once on one, and all that is in it: what is meant is the agent within.
import { readProc } from '../../disk/proc.js';

/** The agent's own process where its command runs in bubblewrap, as far as that can be seen; else the one that is given. */
export function agentItself(pid: number): number {
  if (readProc(`${pid}/comm`)?.trim() !== 'bwrap') return pid;
  const [inner] = (readProc(`${pid}/task/${pid}/children`) ?? '').trim().split(' ').map(Number);
  return inner ? agentItself(inner) : pid;
}
