// Which branches of roots somebody took, or said to have taken: nobody needs to look at them any more.
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { isRecord } from '../../core/form.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE } from '../folder.js';
import { readText } from '../read.js';
import { writeAtomicSync } from '../write.js';

const fileIn = (state: string): string => path.join(state, statePaths.treesTaken);

/** By root: the commit up to which its branch was taken. */
export function readTaken(state: string): Map<string, string> {
  const found = jsonObject(readText(fileIn(state)) ?? undefined);
  const entries = isRecord(found) ? Object.entries(found) : [];
  return new Map(entries.flatMap(([root, commit]) => (typeof commit === 'string' ? [[root, commit]] : [])));
}

export function noteTaken(state: string, root: string, commit: string): void {
  const all = readTaken(state).set(root, commit);
  writeAtomicSync(fileIn(state), `${JSON.stringify(Object.fromEntries(all))}\n`, { mode: PRIVATE_FILE, fsync: true });
}
