// One watch on a `done/` folder for all stages of a process that wait for it. A watch may miss things: waiters also look.
import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';

interface Shared {
  watcher: FSWatcher;
  listeners: Set<() => void>;
}

const watches = new Map<string, Shared>();

/**
 * Calls `listener` whenever something changed in the folder. Returns the function that ends this. Where the system has
 * no watches left nothing is called.
 */
export function watchFolder(folder: string, listener: () => void): () => void {
  const shared = watches.get(folder) ?? open(folder);
  if (shared === null) return () => undefined;
  shared.listeners.add(listener);
  return () => {
    shared.listeners.delete(listener);
    if (shared.listeners.size === 0) close(folder, shared);
  };
}

function open(folder: string): Shared | null {
  try {
    const listeners = new Set<() => void>();
    const watcher = watch(folder, { persistent: false }, () => listeners.forEach((listener) => listener()));
    const shared = { watcher, listeners };
    watcher.on('error', () => close(folder, shared));
    watches.set(folder, shared);
    return shared;
  } catch {
    return null;
  }
}

function close(folder: string, shared: Shared): void {
  shared.watcher.close();
  if (watches.get(folder) === shared) watches.delete(folder);
}
