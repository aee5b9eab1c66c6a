// Which branches of roots somebody took, or said to have taken: nobody needs to look at them any more.
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { isRecord } from '../../core/form.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE } from '../folder.js';
import { readText } from '../read.js';
import { writeAtomicSync } from '../write.js';

export interface Taken {
  /** Digest: up to which its branch was taken. */
  commit: string;
  /** A person said so, or that it is not wanted; git does not tell it. */
  isSaid: boolean;
}

const fileIn = (state: string): string => path.join(state, statePaths.treesTaken);

/** By root. */
export function readTaken(state: string): Map<string, Taken> {
  const entries = Object.entries(jsonObject(readText(fileIn(state)) ?? undefined) ?? {});
  return new Map(entries.flatMap(([root, one]): [string, Taken][] => takenIn(one).map((taken) => [root, taken])));
}

/** What git told is kept as its digest alone. */
function takenIn(one: unknown): Taken[] {
  if (typeof one === 'string') return [{ commit: one, isSaid: false }];
  return isRecord(one) && typeof one['said'] === 'string' ? [{ commit: one['said'], isSaid: true }] : [];
}

export function noteTaken(state: string, root: string, taken: Taken): void {
  const all = [...readTaken(state).set(root, taken)];
  const kept = all.map(([one, { commit, isSaid }]) => [one, isSaid ? { said: commit } : commit]);
  writeAtomicSync(fileIn(state), `${JSON.stringify(Object.fromEntries(kept))}\n`, { mode: PRIVATE_FILE, fsync: true });
}
