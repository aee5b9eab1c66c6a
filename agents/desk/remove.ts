// Folders that an agent had: it may have taken rights away from itself and from us.
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isFolder } from './foreign.js';

/** Removes a folder with everything in it. Links are removed, never followed. Harmless when there is none. */
export function removeTree(folder: string): void {
  open(folder);
  rmSync(folder, { recursive: true, force: true });
}

function open(folder: string): void {
  if (!isFolder(folder)) return;
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder)) open(join(folder, name));
}
