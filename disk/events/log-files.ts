// The files of the event log: what a rotation of logs put aside as `.1`, `.2`, … and the log itself.
import path from 'node:path';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { namesIn } from '../read.js';

/** Absolute path of the log. `workspace`: an absolute path. */
export const logFile = (workspace: string): string => path.join(workspace, RUNTIME_DIR, runtimePaths.events);

/** Absolute paths of all of them, the newest first: `.1` is the newest that was put aside. Some may not be there. */
export function logFiles(workspace: string): string[] {
  const log = logFile(workspace);
  const beginning = `${path.basename(log)}.`;
  const aside = namesIn(path.dirname(log))
    .filter((name) => name.startsWith(beginning) && /^\d{1,9}$/.test(name.slice(beginning.length)))
    .sort((a, b) => Number(a.slice(beginning.length)) - Number(b.slice(beginning.length)));
  return [log, ...aside.map((name) => path.join(path.dirname(log), name))];
}
