// Where the agent of a stage edits: the workspace, or the tree of its root, which is made or put right before the agent starts and never while
// one is at work in it.
import { shortDigest } from '../../core/report/short-digest.js';
import { existsSync } from 'node:fs';
import type { StageTree } from '../../core/contracts/trees.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { wasJustLeft, workTreeIsHeld } from '../../agents/host/lease.js';
import { isBegun } from '../../agents/run-stage.js';
import { type CheckpointPlace, checkpointPlace } from '../../checkpoints/place.js';
import type { Dirs } from '../../disk/dirs.js';
import { readTreeRun } from '../../disk/store/tree-runs.js';
import type { Refused } from '../../trees/answers.js';
import { baseNamed } from '../../trees/base.js';
import { workFolder } from '../../trees/desk.js';
import { openTree } from '../../trees/open.js';
import { placeOfTree, type TreesPlace } from '../../trees/place.js';
import { type Base, readRecord, type TreeRecord } from '../../trees/record.js';
import { checkpointSettings } from '../checkpoint-settings.js';
import type { KeptTreeSettings } from '../tree-settings.js';
import { beginRun } from './begin.js';
import { choiceOf, modeOf } from './choice.js';
import { heldBranch, holdBranch, lastFiles } from './held.js';
import { waitsInPlace } from './in-place.js';
import { beginning, type Others } from './others.js';
import { type Asker, treesPlace } from './place.js';
import { endLeftSetup, setUp } from './setup.js';
import { type Waited, waitedWork } from './waited.js';

export interface Ground {
  kind: 'ground';
  dirs: Dirs;
  /** For what is recorded of it. */
  place: CheckpointPlace;
  /** Absent = the workspace. */
  tree?: StageTree;
  record?: TreeRecord;
  /** Sentences for people. */
  notes: string[];
}

/** As it is: nothing is made or put right. */
export async function knownGround(dirs: Dirs, request: StageRunRequest, env: NodeJS.ProcessEnv): Promise<Ground> {
  const { root } = request.item;
  if (request.plane === 'learning' || modeOf(dirs, request) !== 'per_root') return workspaceGround(dirs);
  const { place } = await treesPlace(dirs, root, { workspace: request.workspace, env });
  const record = readRecord(place, root);
  return record === null ? workspaceGround(dirs) : inTree(place, record);
}

/**
 * For a stage whose agent is about to start. `isLook`: only to see whether it would go, so that no setup is run. Throws with what git said, or the
 * disk: a reason to try again.
 */
export async function openGround(
  dirs: Dirs,
  request: StageRunRequest,
  { env, signal, isLook = false }: Omit<Asker, 'workspace'> & { isLook?: boolean },
): Promise<Ground | Refused> {
  const { root } = request.item;
  const isOver = signal?.aborted === true || isBegun(dirs.state, request.requestId);
  const isChosen = request.plane !== 'learning' && !isOver;
  const chosen = isChosen ? await chosenNow(dirs, request, { env, ...(signal && { signal }) }) : null;
  const known = await knownGround(dirs, request, env);
  if (known.record !== undefined) await endLeftSetup(request.workspace, known.record);
  if (chosen === null || (await isAtWork(known))) return known;
  const { place, settings, choice } = chosen;
  if (choice.mode === 'in_place') {
    const waits = settings.mode === 'per_root' ? await waitsInPlace(dirs, request) : null;
    return waits ?? { ...known, notes: choice.why === undefined ? [] : [choice.why] };
  }
  const at = new Date().toISOString();
  const others = { waited: await waitedBy(dirs, request), stack: settings.stack };
  const newBase = (): Promise<Base | Refused> => baseOf(place, { root, at, settings }, others);
  const base = readRecord(place, root)?.base ?? (await newBase());
  if ('kind' in base) return base;
  const files = lastFiles(dirs, request.runId);
  const about = { root, base, copy: settings.copy, at, ...heldBranch(dirs.state, root) };
  const opened = await openTree(place, { ...about, ...(files !== null && { files }) });
  if (opened.kind === 'refused') return opened;
  holdBranch(dirs.state, root, opened.record.tip);
  const begun = await beginRun(place, request, { at, base: newBase, ...others });
  if (begun.kind === 'refused') return begun;
  const began = opened.kind === 'made' ? [beganFrom(opened.record)] : [];
  const record = readRecord(place, root) ?? opened.record;
  const set = await setUp(place, record, request, { settings, env, isLook, ...(signal && { signal }) });
  if (set.kind === 'refused') return set;
  return inTree(place, set.record, [...began, ...opened.notes, ...begun.notes, ...set.notes]);
}

async function chosenNow(dirs: Dirs, request: StageRunRequest, asker: Omit<Asker, 'workspace'>) {
  const { place, settings } = await treesPlace(dirs, request.item.root, { workspace: request.workspace, ...asker });
  const choice = await choiceOf(place, settings, request);
  return { place: { ...place, prefix: choice.prefix }, settings, choice };
}

/** Of a run that has begun it is known. */
const waitedBy = async (dirs: Dirs, request: StageRunRequest): Promise<Waited[]> =>
  readTreeRun(dirs.state, request.runId) === null ? waitedWork(dirs, request) : [];

/** From now on it stays what it is. */
async function baseOf(
  place: TreesPlace,
  { root, at, settings }: { root: string; at: string; settings: KeptTreeSettings },
  others: Others,
): Promise<Base | Refused> {
  const base = await baseNamed(place, settings.base, settings.onBranch);
  return 'kind' in base ? base : beginning(place, { root, base, at }, others);
}

const beganFrom = ({ branch, base }: TreeRecord): string =>
  `The tree of ${branch} begins with ${base.name} (${shortDigest(base.commit)}).`;

/** Somebody holds the tree: whoever starts the agent says so. */
async function isAtWork({ dirs, tree }: Ground): Promise<boolean> {
  if (tree === undefined || dirs.tree === undefined || wasJustLeft(dirs.tree)) return false;
  return existsSync(dirs.tree) && workTreeIsHeld(dirs.tree);
}

export async function workspaceGround(dirs: Dirs): Promise<Ground> {
  return { kind: 'ground', dirs, place: checkpointPlace(dirs, await checkpointSettings(dirs.state)), notes: [] };
}

const inTree = (place: TreesPlace, record: TreeRecord, notes: string[] = []): Ground => ({
  kind: 'ground',
  dirs: { ...place.dirs, tree: workFolder(place, record) },
  place: placeOfTree(place, record),
  tree: { branch: record.branch },
  record,
  notes,
});
