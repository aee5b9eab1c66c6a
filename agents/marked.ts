// Whose process this is: an agent's, where it or one that started it carries the mark of a request. A runner may give its tools, and the
// MCP servers among them, other variables than it has itself, so its ancestors are asked too.
import { readStat } from '../disk/identity.js';
import { readProc } from '../disk/proc.js';
import { REQUEST_MARK } from './environment.js';

/** No chain of processes is longer; a stat that changes meanwhile could lead round in a circle. */
const MOST_ANCESTORS = 100;

/** Id of the request as the mark has it; null for a process of nobody's stage. What hides from its parents is not found. */
export function requestAround(env: NodeJS.ProcessEnv): string | null {
  const own = env[REQUEST_MARK];
  if (own !== undefined && own !== '') return own;
  let pid = process.ppid;
  for (let left = MOST_ANCESTORS; pid > 1 && left > 0; left -= 1) {
    const mark = markIn(readProc(`${pid}/environ`));
    if (mark !== null) return mark;
    pid = readStat(pid)?.parent ?? 0;
  }
  return null;
}

/** Only the environment with which it was started is known of another process. */
function markIn(environment: string | null): string | null {
  const name = `${REQUEST_MARK}=`;
  const entry = environment?.split('\0').find((one) => one.startsWith(name) && one.length > name.length);
  return entry?.slice(name.length) ?? null;
}
