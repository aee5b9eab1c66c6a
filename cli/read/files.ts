// Reading the mirror while it is being written: what is missing or torn is passed over, links are not followed.
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, type Stats } from 'node:fs';
import path from 'node:path';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';

/** Absolute path of a file under `millrace-agents/`. */
export const shown = (workspace: string, relative: string): string => path.join(workspace, RUNTIME_DIR, relative);

export interface Piece {
  text: string;
  stat: Stats;
}

/** A regular file as text, or a part of it: the `first` or `last` bytes. Null when there is none that can be read. */
export function readPiece(file: string, { first, last }: { first?: number; last?: number } = {}): Piece | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return null;
    const length = Math.min(stat.size, first ?? last ?? stat.size);
    const bytes = Buffer.alloc(length);
    const read = readSync(descriptor, bytes, 0, length, last === undefined ? 0 : stat.size - length);
    return { text: bytes.toString('utf8', 0, read), stat };
  } catch {
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
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

/** Names in a folder, sorted; none when there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
