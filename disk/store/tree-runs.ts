// What was done about the tree of its root for one run: how it began there, and what became of its work. One file per run, because a repeat of
// either has to find what the first call did; and one file with a line for each change, from which all of them are read at once.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { isOtherWork, type OtherWork } from '../../core/contracts/other-work.js';
import { isSafeId } from '../../core/contracts/ids.js';
import { statePaths } from '../../core/contracts/paths.js';
import { isSettledOf } from '../../core/contracts/trees-form.js';
import type { SettledTree } from '../../core/contracts/trees.js';
import { hasForm, isListOf, isText, orNull } from '../../core/form.js';
import { jsonLines, jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../folder.js';
import { namesIn, readText } from '../read.js';
import { readNews } from '../tail.js';
import { appendLineSync, writeAtomicSync } from '../write.js';

/** Kept work of its item that a run began with. `difference`: it did not fit any more, and is given to be worked in by hand. */
export interface TookUp {
  /** Under which it is kept. */
  number: number;
  how: 'as_it_was' | 'merged' | 'difference';
}

/** A merge that a run is to bring to its end. */
export interface Merging {
  /** The branch that is merged in, without `refs/heads/`, and its commit. */
  into: string;
  commit: string;
  /** What does not go together, latin1; none = it is the sum that does not work. */
  files: string[];
}

/** Digests. */
export interface MergedFiles {
  /** Where its branch is held since. */
  tip: string;
  /** The tree, in our repository. */
  files: string;
  /** What its stages had left until then; null = nothing. */
  after: string | null;
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
  /** What was merged into the tree before it began: its commit is that merge. Absent = nothing. */
  merging?: Merging;
  /** What it has of work of other roots that its item waits for; absent = it waits for none. */
  others?: OtherWork[];
  /** What its tree held when what people committed was merged into it last. Absent = nobody did. */
  merged?: MergedFiles;
  /** Digest of its commit, from before its branch goes there. Absent = none was made. */
  commit?: string;
  /** Sentences: what people committed to its branch while it was at work, and what became of that. Absent = nobody did. */
  said?: string[];
  /** Absent = it is not over. */
  settled?: SettledTree;
  /** ISO 8601 */
  settledAt?: string;
}

/** Whether something of it is in no commit, or may be: the next run of its item goes on with that. */
export const hasLeft = ({ settled }: TreeRun): boolean =>
  settled === undefined || settled.kind === 'kept' || settled.kind === 'refused';

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

const isMerging = hasForm({ into: isText, commit: isText, files: isListOf(isText) }) as (
  one: unknown,
) => one is Merging;
const isMerged = hasForm({ tip: isText, files: isText, after: orNull(isText) }) as (one: unknown) => one is MergedFiles;
const isOthers = isListOf(isOtherWork);
const isSaid = isListOf(isText) as (one: unknown) => one is string[];

/** Null: it never began in a tree, or what says so is damaged. */
export function readTreeRun(state: string, run: string): TreeRun | null {
  if (!isSafeId(run)) return null;
  const found = treeRunIn(jsonObject(readText(path.join(state, statePaths.treeRun(run))) ?? undefined));
  return found?.run === run ? found : null;
}

function treeRunIn(found: Record<string, unknown> | null): TreeRun | null {
  if (!hasFields(found)) return null;
  const { settled, merging, merged, others, said, ...rest } = found as unknown as TreeRun;
  return {
    ...rest,
    ...(isMerging(merging) && { merging }),
    ...(isMerged(merged) && { merged }),
    ...(isOthers(others) && { others }),
    ...(isSaid(said) && { said }),
    ...(settled !== undefined && isSettledOf(rest.run, settled) && { settled }),
  };
}

/** The line comes first: who is killed in between does the same again, and nothing that counts was said by it. */
export function keepTreeRun(state: string, run: TreeRun): TreeRun {
  const file = path.join(state, statePaths.treeRun(run.run));
  mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
  indexRuns(state);
  appendLineSync(indexOf(state), JSON.stringify(run), PRIVATE_FILE);
  writeAtomicSync(file, `${JSON.stringify(run)}\n`, { mode: PRIVATE_FILE, fsync: true });
  return run;
}

const indexOf = (state: string): string => path.join(state, statePaths.treeRunsIndex);

/** Of a build that knew no index, or where somebody removed it. */
function indexRuns(state: string): void {
  if (existsSync(indexOf(state))) return;
  const lines = namesOf(state).map((run) => JSON.stringify(readTreeRun(state, run)));
  writeAtomicSync(indexOf(state), lines.map((line) => `${line}\n`).join(''), { mode: PRIVATE_FILE });
}

/** All that there are, in the order of their beginnings. One that the index lacks is read from its own file. */
export function readTreeRuns(state: string): TreeRun[] {
  const names = namesOf(state);
  if (names.length === 0) return [];
  const known = new Map<string, TreeRun>();
  for (const line of jsonLines(readNews(indexOf(state), null).text)) {
    const run = treeRunIn(line);
    if (run !== null) known.set(run.run, run);
  }
  return names
    .flatMap((run) => known.get(run) ?? readTreeRun(state, run) ?? [])
    .sort((a, b) => (a.begun < b.begun ? -1 : 1));
}

/** Bytes of the end of the index that are read first. */
const NEAR = 256 * 1024;

/** The newest run of each of these items, by `FAMILY/ID`. */
export const newestRuns = (state: string, items: ReadonlySet<string>): Map<string, TreeRun> =>
  newestBy(state, items, ({ family, id }) => `${family}/${id}`);

/** Digest of the last commit of a task of each of these roots that has one. */
export function lastCommits(state: string, roots: ReadonlySet<string>): Map<string, string> {
  const runs = newestBy(state, roots, ({ root, settled }) => (settled?.kind === 'committed' ? root : null));
  return new Map(
    [...runs].flatMap(([root, { settled }]) => (settled?.commit === undefined ? [] : [[root, settled.commit]])),
  );
}

type KeyOf = (run: TreeRun) => string | null;

/** The newest run for each of these keys: the index is read from its end, and only as far as it takes to find them. */
function newestBy(state: string, keys: ReadonlySet<string>, keyOf: KeyOf): Map<string, TreeRun> {
  for (let last = NEAR; keys.size > 0; last *= 8) {
    const { text, mark } = readNews(indexOf(state), null, { last });
    const said = jsonLines(text).flatMap((line) => treeRunIn(line) ?? []);
    const there = said.filter(({ run }) => existsSync(path.join(state, statePaths.treeRun(run))));
    const found = lastOf(there, keys, keyOf);
    if (found.size === keys.size) return found;
    // What no line speaks of may have a file of its own.
    if (mark === null || last >= mark.size) return lastOf(readTreeRuns(state), keys, keyOf);
  }
  return new Map();
}

/** The last one counts. */
function lastOf(runs: readonly TreeRun[], keys: ReadonlySet<string>, keyOf: KeyOf): Map<string, TreeRun> {
  const all = runs.map((run) => [keyOf(run), run] as const);
  return new Map(all.flatMap(([key, run]) => (key !== null && keys.has(key) ? [[key, run] as const] : [])));
}

const namesOf = (state: string): string[] =>
  namesIn(path.join(state, statePaths.treeRuns)).flatMap((name) =>
    name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : [],
  );
