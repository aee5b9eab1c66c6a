// What was done about the tree of its root for one run: how it began there, and what became of its work. One file per run, because a repeat of
// either has to find what the first call did.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isOtherWork, type OtherWork } from '../../core/contracts/other-work.js';
import { isSafeId } from '../../core/contracts/ids.js';
import { statePaths } from '../../core/contracts/paths.js';
import { isSettledOf } from '../../core/contracts/trees-form.js';
import type { SettledTree } from '../../core/contracts/trees.js';
import { hasForm, isListOf, isText } from '../../core/form.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../folder.js';
import { namesIn, readText } from '../read.js';
import { writeAtomicSync } from '../write.js';

/** Kept work of its item that a run began with. `difference`: it did not fit any more, and is given to be worked in by hand. */
export interface TookUp {
  /** Under which it is kept. */
  number: number;
  how: 'as_it_was' | 'merged' | 'difference';
}

export interface TreeRun {
  run: string;
  root: string;
  family: string;
  id: string;
  /** ISO 8601: when its first stage was about to start. */
  begun: string;
  /** Without `refs/heads/`; and what it began from, for people. */
  branch: string;
  base: string;
  /** Digest of the commit that the base was when the tree was made. Absent = nobody noted it. */
  baseCommit?: string;
  /** Digest of the branch as it began: until the run is settled the branch is held there. Absent = nobody said. */
  tip?: string;
  /** Absolute: where its agents work. */
  folder: string;
  /** Absent = there was none, or it was to begin afresh. */
  tookUp?: TookUp;
  /** What it has of work of other roots that its item waits for; absent = it waits for none. */
  others?: OtherWork[];
  /** Absent = it is not over. */
  settled?: SettledTree;
  /** ISO 8601 */
  settledAt?: string;
}

const hasFields = hasForm({
  run: isText,
  root: isText,
  family: isText,
  id: isText,
  begun: isText,
  branch: isText,
  base: isText,
  folder: isText,
});

const isOthers = isListOf(isOtherWork);

/** Null: it never began in a tree, or what says so is damaged. */
export function readTreeRun(state: string, run: string): TreeRun | null {
  if (!isSafeId(run)) return null;
  const found = jsonObject(readText(path.join(state, statePaths.treeRun(run))) ?? undefined) as TreeRun | null;
  if (!hasFields(found) || found?.run !== run) return null;
  const { settled, others, ...rest } = found;
  return {
    ...rest,
    ...(isOthers(others) && { others }),
    ...(settled !== undefined && isSettledOf(run, settled) && { settled }),
  };
}

export function keepTreeRun(state: string, run: TreeRun): TreeRun {
  const file = path.join(state, statePaths.treeRun(run.run));
  mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
  writeAtomicSync(file, `${JSON.stringify(run)}\n`, { mode: PRIVATE_FILE, fsync: true });
  return run;
}

/** All that there are, in the order of their beginnings. */
export const readTreeRuns = (state: string): TreeRun[] =>
  namesIn(path.join(state, statePaths.treeRuns))
    .flatMap((name) => (name.endsWith('.json') ? (readTreeRun(state, name.slice(0, -'.json'.length)) ?? []) : []))
    .sort((a, b) => (a.begun < b.begun ? -1 : 1));
