// Folders that an agent had: it may have taken rights away from itself and from us.
import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Removes a folder with everything in it. Links are removed, never followed. Harmless when there is none. */
export function removeTree(folder: string): void {
  unlock(folder);
  rmSync(folder, { recursive: true, force: true });
}

function unlock(folder: string): void {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder)) unlock(join(folder, name));
}
