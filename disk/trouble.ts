// A disk that takes nothing more, or does not work, by the errors that it gives: no fault of what was to be written, which waits.
import { codeOf } from './errors.js';

const WORDS = {
  ENOSPC: 'has no room left',
  EDQUOT: 'has room, and this user may not have more of it (quota)',
  EROFS: 'is read-only',
  EIO: 'does not work (input/output error)',
} as const;

export type DiskCode = keyof typeof WORDS;

/** A clause that follows the name of the disk. */
export const wordsOf = (code: DiskCode): string => WORDS[code];

/** Room has to be made; else the disk has to be put right. */
export const isFull = (code: DiskCode): boolean => code === 'ENOSPC' || code === 'EDQUOT';

/** Null for an error that is about something else. */
export function diskCodeOf(error: unknown): DiskCode | null {
  const code = codeOf(error) ?? '';
  return Object.hasOwn(WORDS, code) ? (code as DiskCode) : null;
}

/** Files that a disk refused to take, since somebody asked. */
const refusals = new Set<string>();
const MOST = 100;

/** What was refused in these folders since the last call for them. All paths are absolute. */
export function takeRefusals(folders: readonly string[]): string[] {
  const taken = [...refusals].filter((file) => folders.some((folder) => file.startsWith(`${folder}/`)));
  for (const file of taken) refusals.delete(file);
  return taken;
}

/** An error of the disk that says where, and is noted; any other as it is. Node names no file where it wrote by a descriptor. */
export function located(error: unknown, file: string): unknown {
  if (diskCodeOf(error) === null || !(error instanceof Error)) return error;
  if (refusals.size < MOST) refusals.add(file);
  if ('path' in error) return error;
  error.message = `${error.message} '${file}'`;
  return Object.assign(error, { path: file });
}

/** For what may be left undone where a disk takes nothing. Throws every other error. */
export function unlessDiskRefuses(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (diskCodeOf(error) === null) throw error;
  }
}
