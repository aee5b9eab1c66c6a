// The programs that are compared. All know the same commands and documents, so one drive serves them.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Side {
  /** As the tables name it. */
  name: string;
  kind: 'ours' | 'reference';
  /** Program and arguments before a command's own. */
  argv: readonly [string, ...string[]];
}

export const ours: Side = {
  name: 'ours',
  kind: 'ours',
  argv: [process.execPath, fileURLToPath(new URL('../cli/main.js', import.meta.url))],
};

/** Another build of ours, named by the folder in which it was built; a change is measured by turns with what was before it. */
export const otherBuild = (folder: string): Side => ({
  name: path.basename(path.resolve(folder)),
  kind: 'ours',
  argv: [process.execPath, path.resolve(folder, 'dist', 'cli', 'main.js')],
});
