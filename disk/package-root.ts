// Where this package lies: its assets are read from there, whether it runs from its sources or built.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Absolute path of the `millrace` command as it is built: what starts it again starts this. */
export const programFile = (): string => join(packageRoot(), 'dist', 'cli', 'main.cjs');

/** The folder that holds `assets/`: this file lies one below it, or two when it is built. */
export function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'assets', 'modes')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
