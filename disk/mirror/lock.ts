// One writer of a workspace's mirror at a time: a queue inside the process, a lock file between processes.
import path from 'node:path';
import type { Dirs } from '../dirs.js';
import { holding } from '../store/lock.js';

const queues = new Map<string, Promise<void>>();

/** Runs `work` while nobody else writes this mirror. Not reentrant. Throws when another process holds it for 20 s. */
export function withMirror<T>(dirs: Dirs, work: () => Promise<T>): Promise<T> {
  const before = queues.get(dirs.state) ?? Promise.resolve();
  const mine = before.then(() => holding(path.join(dirs.state, 'mirror.lock'), 'The mirror', work));
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  queues.set(dirs.state, settled);
  return mine;
}
