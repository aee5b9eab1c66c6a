// Where a root works: decided once, as its first stage starts, and kept. Whoever changes `[trees]` decides for the next root. Work without a root has
// one lineage for ever: of it each item is decided for, as its first stage starts.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { BACKLOG } from '../../core/contracts/ids.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
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
import { boundItem, boundRun } from './bound.js';

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
  const [file, text] = [fileOf(state, root), `${JSON.stringify(choice)}\n`];
  if (readText(file) === text) return choice;
  mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
  writeAtomicSync(file, text, { mode: PRIVATE_FILE, fsync: true });
  return choice;
}

/** Where the run of a stage works: where it began, else as was decided last. Null: nothing was. */
export function modeOf({ state }: Dirs, request: StageRunRequest): TreeChoice['mode'] | null {
  const { root } = request.item;
  const bound = root === BACKLOG ? boundRun(state, request.runId) : null;
  return bound ?? readChoice(state, root)?.mode ?? null;
}

/** For a stage that is about to start: the kept one, else what the settings and the repository say now. */
export async function choiceOf(
  place: TreesPlace,
  settings: TreeSettings,
  request: StageRunRequest,
): Promise<TreeChoice> {
  const { root } = request.item;
  const { state } = place.dirs;
  const known = readChoice(state, root);
  if (root === BACKLOG) return choiceOfItem(place, settings, request, known);
  if (known !== null) return known;
  const isInTree = readRecord(place, root) !== null;
  const mode = isInTree ? 'per_root' : hasWorkedInPlace(place.dirs, root) ? 'in_place' : settings.mode;
  return keepChoice(state, root, await decided(place, mode, isInTree));
}

/** A run that has begun, and an item of which work lies somewhere, end where that is. The kept choice is that of the item that began last. */
async function choiceOfItem(
  place: TreesPlace,
  settings: TreeSettings,
  request: StageRunRequest,
  known: TreeChoice | null,
): Promise<TreeChoice> {
  const { state } = place.dirs;
  const isInTree = readRecord(place, BACKLOG) !== null;
  // A branch that is there keeps its prefix.
  const prefix = (isInTree ? known?.prefix : undefined) ?? settings.prefix;
  const begun = boundRun(state, request.runId);
  if (begun !== null) return known?.mode === begun ? known : { mode: begun, prefix };
  const lies = boundItem(place, request);
  const choice = await decided({ ...place, prefix }, lies ?? settings.mode, isInTree);
  const why = lies === 'in_place' && settings.mode !== lies ? { why: GOES_ON } : {};
  return keepChoice(state, BACKLOG, { ...choice, ...why, ...(known?.run !== undefined && { run: known.run }) });
}

const GOES_ON = 'It goes on in the workspace, in which its work lies.';

/** `isInTree`: it has a tree, which is made again where it was removed. */
async function decided(place: TreesPlace, mode: TreeChoice['mode'], isInTree: boolean): Promise<TreeChoice> {
  const { prefix } = place;
  if (mode === 'in_place' || isInTree) return { mode, prefix };
  const found = await fit(place);
  const held = found.kind === 'fits' ? claimed(place, found.repository) : found;
  return held === null ? { mode, prefix } : { mode: 'in_place', prefix, why: `${held.why} ${held.todo}` };
}

/** Whoever was first since it was looked at has the branches. What is in the place of our own folder is said when the tree is opened. */
const claimed = (place: TreesPlace, repository: UserRepository): Refused | null =>
  inPlaceOfFolder(repository) === null ? claimPrefix(place, repository) : null;

/** It began under a release, or in a time, that decided nothing. */
const hasWorkedInPlace = ({ state }: Dirs, root: string): boolean =>
  recentChanges(state).some((stage) => stage.root === root && stage.tree === undefined);
