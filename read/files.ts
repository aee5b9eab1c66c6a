// Reading the mirror while it is being written: what is missing or torn is passed over, links are not followed.
import { existsSync, readdirSync, type Stats } from 'node:fs';
import path from 'node:path';
import { RUNTIME_DIR } from '../core/contracts/paths.js';
import { bytesOf, MAX_READ, withPlain } from '../disk/read.js';

/** Absolute path of a file under `millrace-agents/`. Put together by hand where no part has to be taken back: a look asks hundreds of times. */
export const shown = (workspace: string, relative: string): string =>
  relative.includes('..') ? path.join(workspace, RUNTIME_DIR, relative) : `${workspace}/${RUNTIME_DIR}/${relative}`;

export interface Piece {
  text: string;
  stat: Stats;
}

/** A regular file as text, or a part of it: the `first` or `last` bytes. Null when there is none that can be read. */
export function readPiece(file: string, { first, last }: { first?: number; last?: number } = {}): Piece | null {
  try {
    return withPlain(file, (descriptor, stat) => {
      const length = Math.min(stat.size, first ?? last ?? MAX_READ);
      const start = last === undefined ? 0 : stat.size - length;
      return { text: bytesOf(descriptor, length, start).toString('utf8'), stat };
    });
  } catch {
    return null;
  }
}

/** Names of the regular files in a folder, sorted; links are none. */
export function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
  } catch {
    return [];
  }
}

/** Names in a folder, sorted; none when there is no such folder, as is so of many: to be told so costs less than an error. */
export function namesIn(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  } catch {
    return [];
  }
}
