// Tells at once, by inotify, what changes in our state folder: results, the journals of the newest requests, locks.
import type { FSWatcher } from 'node:fs';
import { existsSync, mkdirSync, readdirSync, watch } from 'node:fs';
import path from 'node:path';
import { statePaths } from '../../../core/contracts/paths.js';

const RUN = path.dirname(statePaths.journal('any'));

/** `changed` gets paths relative to the state folder. Returns the function that ends this. */
export function watchState(state: string, changed: (file: string) => void): () => void {
  const watched = new Map<string, FSWatcher>();
  const follow = (folder: string): void => {
    if (watched.has(folder)) return;
    const look = (name: string | null): void => {
      const file = path.join(folder, name ?? '');
      if (folder === RUN) followJournal(file);
      changed(file);
    };
    const watcher = watch(path.join(state, folder), (_event, name) => look(name));
    watched.set(
      folder,
      watcher.on('error', () => watcher.close()),
    );
  };
  const followJournal = (folder: string): void => {
    try {
      follow(folder);
    } catch {
      // Not a folder, or gone by now.
    }
  };
  for (const folder of [RUN, statePaths.done]) mkdirSync(path.join(state, folder), { recursive: true });
  for (const folder of ['', RUN, statePaths.done]) follow(folder);
  for (const request of unfinished(state)) followJournal(path.join(RUN, request));
  return () => watched.forEach((watcher) => watcher.close());
}

/** Requests that nothing was decided about; a foreground has one at most. */
function unfinished(state: string): string[] {
  const decided = (request: string): boolean =>
    existsSync(path.join(state, statePaths.journal(request), 'decided.json'));
  return readdirSync(path.join(state, RUN)).filter((request) => !decided(request));
}
