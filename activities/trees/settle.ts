// What a run left in the tree of its root, when it is over: a done task becomes one commit, everything else is kept and the tree goes back to
// its branch. It is decided once per run; who asks again gets the same answer.
import type { SettledTree, SettleInput } from '../../core/contracts/trees.js';
import { clipped, LIMITS } from '../../core/contracts/limits.js';
import { documentHead } from '../../core/documents/head.js';
import { whyOf } from '../../core/documents/why.js';
import { findCheckpoint } from '../../checkpoints/found.js';
import { stageCheckpoint } from '../../checkpoints/names.js';
import type { Dirs } from '../../disk/dirs.js';
import { findDocumentText } from '../../disk/mirror/document-text.js';
import { keepTreeRun, readTreeRun } from '../../disk/store/tree-runs.js';
import { commitTask } from '../../trees/commit-task.js';
import { lookAt } from '../../trees/keep.js';
import { ourPlace, type TreesPlace } from '../../trees/place.js';
import { readRecord } from '../../trees/record.js';
import { type OpenedTree, openTree } from '../../trees/open.js';
import { setBack } from '../../trees/set-back.js';
import type { Refused } from '../../trees/answers.js';
import { isAncestor, tipOf } from '../../trees/branch.js';
import { pathsBetween, repositoryOf } from '../../trees/repository.js';
import { placeIn } from './begin.js';
import { heldBranch, lastFiles } from './held.js';
import { type Asker, treesPlace } from './place.js';

/** A lock of a git that was killed is gone by then. */
const TRIES = 20;

/** `attempt`: 1-based. Throws while another try may do better. */
export async function settleTree(
  input: SettleInput,
  dirs: Dirs,
  { attempt, env }: Pick<Asker, 'env'> & { attempt: number },
): Promise<SettledTree> {
  const known = readTreeRun(dirs.state, input.run);
  if (known?.settled !== undefined) return known.settled;
  const { place } = await treesPlace(dirs, input.root, { workspace: input.workspace, env });
  const at = new Date().toISOString();
  const became = await settledOf(place, input, at, attempt >= TRIES).catch(thrown(place, input, attempt));
  const now = readTreeRun(dirs.state, input.run);
  const settled = bounded(withSaid(became, now?.said));
  keepTreeRun(dirs.state, {
    ...(now ?? { ...unknown(input, at), ...placeIn(place, input.root) }),
    settled,
    settledAt: at,
  });
  return settled;
}

/** After so many tries it stays as it is. */
const thrown =
  (place: TreesPlace, { run, root }: SettleInput, attempt: number) =>
  (error: unknown): SettledTree => {
    if (attempt < TRIES) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { run, kind: 'refused', branch: branchIn(place, root), why, todo: 'millrace trees repair' };
  };

/** What people committed meanwhile is told with what became of the run, whatever that is. */
function withSaid(became: SettledTree, said: readonly string[] = []): SettledTree {
  const why = [became.why ?? '', ...said].filter(Boolean).join(' ');
  return why === '' ? became : { ...became, why };
}

const bounded = ({ why, todo, ...rest }: SettledTree): SettledTree => ({
  ...rest,
  ...(why !== undefined && { why: clipped(why, LIMITS.detail) }),
  ...(todo !== undefined && { todo: clipped(todo, LIMITS.detail) }),
});

const branchIn = (place: TreesPlace, root: string): string => readRecord(place, root)?.branch ?? '';

/** It never said that it began. */
const unknown = ({ run, root, item: { family, id } }: SettleInput, at: string) => ({
  run,
  root,
  family,
  id,
  begun: at,
});

async function settledOf(place: TreesPlace, input: SettleInput, at: string, isLast: boolean): Promise<SettledTree> {
  const { run, root } = input;
  const branch = branchIn(place, root);
  const { held } = heldBranch(place.dirs.state, root);
  const made = await madeBefore(place, input);
  const right = await putRight(place, input, at, made?.commit);
  if (right?.kind === 'refused') {
    if (right.passes === true && !isLast) throw new Error(`${right.why} ${right.todo}`);
    return { run, kind: 'refused', branch, why: right.why, todo: right.todo };
  }
  if (made !== null) return { run, kind: 'committed', branch, ...made };
  return becameOf(place, input, { at, isLast, ...(held !== undefined && { held }) });
}

/** Of a call that was killed when the branch had gone to its commit: it is at its end there, and what people committed upon it stays. Null: there is none. */
async function madeBefore(
  place: TreesPlace,
  { run, root }: SettleInput,
): Promise<{ commit: string; files: number } | null> {
  const commit = readTreeRun(place.dirs.state, run)?.commit;
  const repository = commit === undefined ? null : repositoryOf(place);
  if (commit === undefined || repository === null) return null;
  const tip = await tipOf(place, repository, branchIn(place, root));
  if (tip === null || !(await isAncestor(place, repository, commit, tip))) return null;
  return { commit, files: (await pathsBetween(place, repository, [`${commit}^`, commit])).length };
}

interface Settling {
  at: string;
  isLast: boolean;
  /** Where the branch was when the run began. */
  held?: string;
}

async function becameOf(place: TreesPlace, input: SettleInput, { at, isLast, held }: Settling): Promise<SettledTree> {
  const { run, root, item, state } = input;
  const branch = branchIn(place, root);
  if (state !== 'done' || item.family !== 'task') return keptOf(place, input, at);
  const checkpoint = (await lastOf(place, input)) ?? (await lookAt(place, recordOf(place, root)));
  const words = await wordsOf(place.dirs, input);
  const merging = readTreeRun(place.dirs.state, run)?.merging;
  const task = { root, task: item.id, run, ...words, checkpoint, at };
  const tell = (commit: string): void => {
    const known = readTreeRun(place.dirs.state, run);
    if (known !== null) keepTreeRun(place.dirs.state, { ...known, commit });
  };
  const made = await commitTask(place, { ...task, tell, ...(merging && { merging }), ...(held && { began: held }) });
  if (made.kind === 'nothing') return { run, kind: 'nothing', branch };
  if (made.kind !== 'refused') return { run, kind: 'committed', branch, commit: made.commit, files: made.files };
  // Somebody's git may be at work in the tree: that passes.
  if (!isLast && made.passes === true) throw new Error(`${made.why} ${made.todo}`);
  const { why, todo } = made;
  return { ...(await keptOf(place, input, at)), why, todo };
}

/**
 * The last stage may have done what it liked to its own `.git`, to its branch, and to the whole folder. `made`: where its branch is held in the place
 * of where it began. Null: nothing is known of a tree.
 */
async function putRight(
  place: TreesPlace,
  { run, root }: SettleInput,
  at: string,
  made?: string,
): Promise<OpenedTree | Refused | null> {
  const { state } = place.dirs;
  const base = readRecord(place, root)?.base;
  if (base === undefined) return null;
  const files = lastFiles(place.dirs, run);
  const about = { root, base, at, ...heldBranch(state, root), ...(made !== undefined && { held: made }) };
  return openTree(place, { ...about, ...(files !== null && { files }) });
}

async function keptOf(place: TreesPlace, { run, root }: SettleInput, at: string): Promise<SettledTree> {
  const branch = branchIn(place, root);
  const back = await setBack(place, root, { run, at });
  if (back.kind === 'refused') return { run, kind: 'refused', branch, why: back.why, todo: back.todo };
  return back.kept === null ? { run, kind: 'nothing', branch } : { run, kind: 'kept', branch, kept: back.kept.number };
}

/** As the last stage of the run left the tree: what somebody did since is none of its work. */
const lastOf = (place: TreesPlace, { run, stageNumber, attempt }: SettleInput) =>
  findCheckpoint(ourPlace(place), stageCheckpoint({ runId: run, stageNumber, attempt }, 'after'));

function recordOf(place: TreesPlace, root: string) {
  const record = readRecord(place, root);
  if (record === null) throw new Error(`Nothing is known of a tree of ${root}.`);
  return record;
}

async function wordsOf(dirs: Dirs, { item }: SettleInput): Promise<{ title: string; why: string }> {
  const text = await findDocumentText(dirs, item).catch(() => null);
  if (text === null) return { title: item.id, why: '' };
  return { title: documentHead(item.family, text).title, why: whyOf(item.family, text) };
}
