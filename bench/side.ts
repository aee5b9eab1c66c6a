// The two programs that are compared. They know the same commands and documents, so one drive serves both.
import { fileURLToPath } from 'node:url';

export interface Side {
  name: 'ours' | 'reference';
  /** Program and arguments before a command's own. */
  argv: readonly [string, ...string[]];
}

export const ours: Side = {
  name: 'ours',
  argv: [process.execPath, fileURLToPath(new URL('../cli/main.cjs', import.meta.url))],
};
