// Says when the log of events changed: as the system tells it, and now and then by a look, where the system tells nothing.
import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { runtimePaths } from '../core/contracts/paths.js';
import { shown } from './files.js';

/** Between a change and its news, so that lines that come together are told together. */
const SETTLE_MS = 15;
const LOOK_MS = 250;

/** Gives the function that ends it. A log that is not there yet is waited for. */
export function watchLog(workspace: string, changed: () => void): () => void {
  const file = shown(workspace, runtimePaths.events);
  let [seen, settling] = [stateOf(file), null as NodeJS.Timeout | null];
  let watcher: FSWatcher | null = null;
  const look = (): void => {
    settling = null;
    const now = stateOf(file);
    if (now === seen) return;
    seen = now;
    changed();
  };
  const soon = (): void => void (settling ??= setTimeout(look, SETTLE_MS));
  const forget = (): void => {
    watcher?.close();
    watcher = null;
  };
  const tick = (): void => {
    // Of a folder that is not there, or went away, nothing is told.
    watcher ??= watchFolder(dirname(file), soon, forget);
    look();
  };
  tick();
  const timer = setInterval(tick, LOOK_MS);
  return () => {
    clearInterval(timer);
    if (settling !== null) clearTimeout(settling);
    forget();
  };
}

function watchFolder(folder: string, changed: () => void, lost: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, (event, name) => {
      changed();
      // The folder itself was renamed or removed: what is watched is not ours any more.
      if (event === 'rename' && name === null) lost();
    });
    return watcher.on('error', lost);
  } catch {
    return null;
  }
}

/** Changes with every change of the file. */
function stateOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'none' : [stat.ino, stat.size, stat.mtimeMs].join(' ');
}
