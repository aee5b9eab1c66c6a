// Where a root works: decided once, as its first stage starts, and kept. Whoever changes `[trees]` decides for the next root.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import type { TreeSettings } from '../../core/contracts/trees.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Dirs } from '../../disk/dirs.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../disk/folder.js';
import { readText } from '../../disk/read.js';
import { recentChanges } from '../../disk/store/stage-changes.js';
import { writeAtomicSync } from '../../disk/write.js';
import { fit } from '../../trees/fit.js';
import type { Refused } from '../../trees/answers.js';
import { inPlaceOfFolder } from '../../trees/link.js';
import { nameOfRoot } from '../../trees/names.js';
import { claimPrefix } from '../../trees/owner.js';
import type { TreesPlace } from '../../trees/place.js';
import { readRecord } from '../../trees/record.js';
import type { UserRepository } from '../../trees/repository.js';

export interface TreeChoice {
  mode: TreeSettings['mode'];
  /** Of its branch: what it was when the root began. */
  prefix: string;
  /** Sentence: why it works in the workspace though trees were asked for. */
  why?: string;
  /** The run that began in its tree last. */
  run?: string;
}

const fileOf = (state: string, root: string): string => path.join(state, statePaths.treeChoice(nameOfRoot(root)));

/** Null: no stage of it has started, or what was decided is damaged. */
export function readChoice(state: string, root: string): TreeChoice | null {
  const found = jsonObject(readText(fileOf(state, root)) ?? undefined) as Partial<TreeChoice> | null;
  if (typeof found?.prefix !== 'string') return null;
  return found.mode === 'in_place' || found.mode === 'per_root' ? (found as TreeChoice) : null;
}

export function keepChoice(state: string, root: string, choice: TreeChoice): TreeChoice {
  const file = fileOf(state, root);
  mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
  writeAtomicSync(file, `${JSON.stringify(choice)}\n`, { mode: PRIVATE_FILE, fsync: true });
  return choice;
}

/** The kept one, else what the settings and the repository say now. */
export async function choiceOf(place: TreesPlace, { mode }: TreeSettings, root: string): Promise<TreeChoice> {
  const { state } = place.dirs;
  const { prefix } = place;
  const known = readChoice(state, root);
  if (known !== null) return known;
  if (readRecord(place, root) !== null) return keepChoice(state, root, { mode: 'per_root', prefix });
  if (mode === 'in_place' || hasWorkedInPlace(place.dirs, root))
    return keepChoice(state, root, { mode: 'in_place', prefix });
  const found = await fit(place);
  const held = found.kind === 'fits' ? claimed(place, found.repository) : found;
  if (held === null) return keepChoice(state, root, { mode, prefix });
  return keepChoice(state, root, { mode: 'in_place', prefix, why: `${held.why} ${held.todo}` });
}

/** Whoever was first since it was looked at has the branches. What is in the place of our own folder is said when the tree is opened. */
const claimed = (place: TreesPlace, repository: UserRepository): Refused | null =>
  inPlaceOfFolder(repository) === null ? claimPrefix(place, repository) : null;

/** It began under a release, or in a time, that decided nothing. */
const hasWorkedInPlace = ({ state }: Dirs, root: string): boolean =>
  recentChanges(state).some((stage) => stage.root === root && stage.tree === undefined);
