// `trees ls|show|open|repair|remove`: the trees of roots, and how their branches stand.
import { shortDigest } from '../../core/report/short-digest.js';
import { join } from 'node:path';
import { shownPath } from '../../checkpoints/paths.js';
import { goneWays } from '../../core/attention/gone-branch.js';
import { statePaths } from '../../core/contracts/paths.js';
import { didYouMean } from '../../core/plan/diagnostics.js';
import type { OpenedTree } from '../../trees/open.js';
import type { TreesPlace } from '../../trees/place.js';
import type { SetupRecord, TreeRecord } from '../../trees/record.js';
import type { Room, ShownTree } from '../../trees/show.js';
import { type BranchView, readBranches } from '../../read/branches.js';
import { readEffective } from '../config/effective.js';
import { type Context, identify, type Result } from '../context.js';
import { type CliError, failed, notFound } from '../errors.js';
import { checkId, theOne } from '../ids.js';
import { assertWhole } from '../whole-id.js';
import { mostRows, moreRows } from '../render/listed.js';
import { megabytes } from '../render/megabytes.js';
import { table } from '../render/table.js';

interface Found {
  place: TreesPlace;
  /** By root. */
  trees: ShownTree[];
  branches: BranchView[];
}

const STANDS: Record<BranchView['state'], string> = {
  open: 'work is left',
  waits: 'waits to be taken',
  gone: 'its branch is gone',
  taken: 'taken',
};

function standsText(branch: BranchView | undefined): string {
  if (branch === undefined) return 'nothing on it';
  return branch.said === true ? 'taken or not wanted, as you said' : STANDS[branch.state];
}

export async function list(context: Context, { limit }: { limit?: number }): Promise<Result> {
  const { place, trees, branches } = await find(context);
  const shown = await Promise.all(trees.slice(0, mostRows(context.json, limit)).map(withRoom));
  const data = {
    trees: shown.map(({ room, ...tree }) => ({ ...treeData(tree, branchOf(branches, tree)), room })),
    count: trees.length,
  };
  const rows = shown.map(({ room, ...tree }) => {
    const branch = branchOf(branches, tree);
    const commits = tree.commits === null ? 'not known' : String(tree.commits);
    const state = standsText(branch);
    return [
      tree.record.root,
      tree.record.branch,
      commits,
      state,
      room === null ? '-' : roomText(room),
      tree.state === 'odd' ? (tree.why ?? 'odd') : tree.state,
    ];
  });
  const lines = [
    ...table(rows, ['ROOT', 'BRANCH', 'COMMITS', 'STATE', 'ROOM', 'TREE']),
    ...moreRows(trees.length - shown.length, 'trees ls --limit all'),
    ...shown.flatMap((tree) => goneLines(tree, branches)),
  ];
  return { data, lines: trees.length === 0 ? [await noTrees(context, place)] : lines };
}

/** With what holds for the next root. */
async function noTrees(context: Context, { workspace: id, dirs: { workspace } }: TreesPlace): Promise<string> {
  const { foundHere, treesText } = await import('../init/trees-here.js');
  const { trees } = readEffective(context, undefined).config;
  const here = await foundHere({ workspace, id, env: context.env }, trees.prefix);
  return `There are no trees yet. ${treesText(trees, here)}`;
}

/** What to do about a branch that somebody deleted. */
const goneLines = (tree: ShownTree, branches: readonly BranchView[]): string[] =>
  branchOf(branches, tree)?.state === 'gone'
    ? [`${tree.record.branch} is gone. ${goneWays(tree.record.root, '`')}.`]
    : [];

/** Entries of a tree that are looked at for a list. */
const LISTED = 50_000;

/** `room`: null where there is no tree. */
async function withRoom(tree: ShownTree): Promise<ShownTree & { room: Room | null }> {
  const { roomOf } = await import('../../trees/show.js');
  return { ...tree, room: tree.state === 'gone' ? null : await roomOf(tree.folder, LISTED) };
}

const roomText = ({ bytes, whole }: Room): string => `${whole ? '' : 'more than '}${megabytes(bytes)}`;

export const branchOf = (branches: readonly BranchView[], { record }: ShownTree): BranchView | undefined =>
  branches.find(({ root }) => root === record.root);

function treeData(
  { record, folder, cwd, state, why, tip, commits, locked }: ShownTree,
  branch: BranchView | undefined,
) {
  const { root, base, kept, holds = [] } = record;
  return {
    ...{ root, branch: record.branch, base, tip, commits, state: branch?.state ?? 'open' },
    ...{ tree: state, why: why ?? null, folder, cwd, locked, kept, holds },
  };
}

export async function show(context: Context, _options: object, given: string): Promise<Result> {
  const { place, trees, branches } = await find(context);
  const tree = await theTree(context, trees, given);
  const { root } = tree.record;
  const branch = branchOf(branches, tree);
  const { roomOf } = await import('../../trees/show.js');
  const room = tree.state === 'gone' ? null : await roomOf(tree.folder);
  const { record } = tree;
  const log = await setupLog(place, root);
  const rows = [
    ['root', record.root],
    ['branch', record.branch],
    ['base', `${record.base.name} (${shortDigest(record.base.commit)})`],
    ...(record.holds ?? []).map((held) => ['holds', `${held.root} (${shortDigest(held.commit)})`]),
    ['commits', tree.commits === null ? 'not known' : String(tree.commits)],
    ['state', standsText(branch)],
    ['tree', tree.state === 'odd' ? `${tree.why ?? 'odd'}; \`millrace trees repair ${record.root}\`` : tree.state],
    ['folder', tree.cwd],
    ...(room === null ? [] : [['room', roomText(room)]]),
    ...setupRows(record.setup, log),
    ...(record.stays === undefined ? [] : [['stays', record.stays]]),
    ...record.kept.map(({ number, run, at }) => [`kept ${number}`, `of ${run}, ${at}`]),
  ];
  const data = { ...treeData(tree, branch), room, setup: setupData(record.setup, log) };
  return { data, lines: [...table(rows), ...goneLines(tree, branches)] };
}

function setupData(setup: SetupRecord | undefined, log: string | null) {
  if (setup === undefined) return null;
  return { done: setup.digest !== undefined, made: setup.made.map(shownPath), why: setup.failed?.why ?? null, log };
}

/** Names that are shown of what setup made. */
const MADE = 5;

function setupRows(setup: SetupRecord | undefined, log: string | null): string[][] {
  if (setup === undefined) return [];
  const { made, failed } = setup;
  const more = made.length > MADE ? `, and ${made.length - MADE} more` : '';
  const done = setup.digest === undefined ? 'not done' : 'done';
  return [
    ['setup', failed === undefined ? done : `failed at ${failed.at}: ${failed.why}`],
    ...(made.length === 0 ? [] : [['made', made.slice(0, MADE).map(shownPath).join(', ') + more]]),
    ...(log === null ? [] : [['it said', log]]),
  ];
}

/** The folder in which its agents work, made anew where it was removed. Exit 1 where it cannot be. */
export async function open(context: Context, _options: object, given: string): Promise<Result> {
  const found = await find(context);
  const { record, cwd, state } = await theTree(context, found.trees, given);
  const { root } = record;
  if (state === 'whole' || context.dryRun) return { data: { root, folder: cwd, made: false, notes: [] }, lines: [cwd] };
  await assertFree(cwd, root);
  const { notes } = await putRight(context, found, record);
  for (const note of notes) context.note(note);
  return { data: { root, folder: cwd, made: record.removed !== undefined, notes }, lines: [cwd] };
}

/** Exit 1 with why not. */
async function putRight(
  context: Context,
  { place }: Found,
  { root, base }: TreeRecord,
  takeBranch = false,
): Promise<OpenedTree> {
  const [{ openTree }, { readChoice }] = await Promise.all([
    import('../../trees/open.js'),
    import('../../activities/trees/choice.js'),
  ]);
  const prefix = readChoice(place.dirs.state, root)?.prefix ?? place.prefix;
  const { copy } = readEffective(context, undefined).config.trees;
  const asked = { root, base, copy, takeBranch, at: new Date().toISOString() };
  const opened = await told(openTree({ ...place, prefix }, asked));
  if (opened.kind === 'refused') throw failed('tree_unusable', opened.why, opened.todo);
  return opened;
}

/** Puts right what a stage would put right before it starts. */
export async function repair(
  context: Context,
  { takeBranch = false }: { takeBranch?: boolean },
  given: string,
): Promise<Result> {
  const found = await find(context);
  const { record, cwd } = await theTree(context, found.trees, given);
  const { root } = record;
  await assertFree(cwd, root);
  if (context.dryRun)
    return { data: { root, kind: 'would_repair', notes: [] }, lines: [`The tree of ${root} would be put right.`] };
  const { kind, notes } = await putRight(context, found, record, takeBranch);
  const now = { made: `was made again: ${cwd}`, healed: 'is as it should be again', there: 'is as it should be' }[kind];
  const lines = notes.length === 0 ? [`The tree of ${root} ${now}.`] : [...notes];
  return { data: { root, kind, notes }, lines };
}

/** Exit 1 while work of the root is left, or files would be lost. The branch stays. */
export async function remove(context: Context, { force = false }: { force?: boolean }, given: string): Promise<Result> {
  const { place, trees, branches } = await find(context);
  const tree = await theTree(context, trees, given);
  const { root } = tree.record;
  await assertFree(tree.cwd, root);
  if (branchOf(branches, tree)?.state === 'open' && !force)
    throw failed(
      'root_is_open',
      `Work of ${root} is left, for which its tree would be made anew.`,
      'With --force it goes all the same.',
    );
  if (context.dryRun) return { data: { root, removed: false, kept: null }, lines: [`${tree.folder} would go.`] };
  const { removeTree } = await import('../../trees/remove.js');
  const { recordLocally } = await import('../../disk/audit/local.js');
  const args = { root, force, branch: tree.record.branch };
  await recordLocally(place.dirs.state, { command: 'trees remove', args, issuer: context.issuer });
  const at = new Date().toISOString();
  const removed = await removeTree(place, { root, force, at });
  if (removed.kind === 'refused') throw failed('tree_kept', removed.why, removed.todo);
  const kept = removed.kind === 'removed' ? (removed.kept?.number ?? null) : null;
  const words = kept === null ? '' : ` What was in no commit is kept, number ${kept}.`;
  const line =
    removed.kind === 'absent'
      ? `There was no tree of ${root} any more.`
      : `The tree of ${root} is gone; ${tree.tip === null ? 'there is no branch of it' : 'its branch stays'}.${words}`;
  return { data: { root, removed: removed.kind === 'removed', kept }, lines: [line] };
}

/** Branches that people took since are seen by what git says. */
export async function find(context: Context): Promise<Found> {
  const { dir, id } = await identify(context);
  const [{ stateHome }, { showTrees }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../trees/show.js'),
  ]);
  const { env } = context;
  const dirs = { workspace: dir, state: join(stateHome(env), id) };
  const { prefix } = readEffective(context, undefined).config.trees;
  const place = { dirs, workspace: id, prefix, env };
  const trees = await told(showTrees(place));
  const waits = readBranches(dir, dirs.state).flatMap((one) => (one.state === 'waits' ? [one.root] : []));
  const { lookForTaken } = await import('../../activities/trees/taken.js');
  await lookForTaken(place, waits);
  return { place, trees, branches: readBranches(dir, dirs.state) };
}

/** Absolute: what its setup said last; null = it never ran. */
async function setupLog({ dirs }: TreesPlace, root: string): Promise<string | null> {
  const [{ existsSync }, { nameOfRoot }] = await Promise.all([import('node:fs'), import('../../trees/names.js')]);
  const file = join(dirs.state, statePaths.setupLog(nameOfRoot(root)));
  return existsSync(file) ? file : null;
}

/** `given`: the root, or the beginning of it where nothing is ended. Exit 4 where there is none. */
export async function theTree(context: Context, trees: readonly ShownTree[], given: string): Promise<ShownTree> {
  checkId(given);
  const rootOf = ({ record }: ShownTree): string => record.root;
  const whole = trees.find((one) => rootOf(one) === given);
  if (whole !== undefined) return whole;
  const fitting = trees.filter((one) => rootOf(one).startsWith(given));
  if (fitting.length === 0) throw noTree(context, given, trees.map(rootOf));
  const tree = theOne('root', given, fitting, rootOf);
  await assertWhole(context, 'root', given, rootOf(tree));
  return tree;
}

function noTree(context: Context, given: string, roots: readonly string[]): CliError {
  const message = `There is no tree of a root ${given}.${didYouMean(given, roots)}`;
  const { mode } = readEffective(context, undefined).config.trees;
  if (mode === 'per_root') return notFound(message, '`millrace trees ls` shows what there is.');
  const inPlace = `Roots work in this folder here (trees.mode is ${mode}), and you commit what they did`;
  return notFound(message, `${inPlace}: \`millrace diff ${given}\` shows it.`);
}

/** Exit 1 while an agent is at work in it. */
async function assertFree(cwd: string, root: string): Promise<void> {
  const { existsSync } = await import('node:fs');
  const { workTreeIsHeld } = await import('../../agents/host/lease.js');
  if (existsSync(cwd) && (await workTreeIsHeld(cwd)))
    throw failed(
      'tree_busy',
      `An agent is at work in the tree of ${root}.`,
      '`millrace status` shows which; try again when it has ended.',
    );
}

/** Exit 1 with what git said. */
async function told<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const message = `The trees cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw failed('trees_unread', message, '`millrace doctor` says more.');
  }
}
