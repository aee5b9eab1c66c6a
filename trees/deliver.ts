// What would come of a branch where people take it from: computed in our repository, laid into a folder for its checks, and landed by nobody yet.
import path from 'node:path';
import { git } from '../checkpoints/git.js';
import { inTree, withWork } from '../checkpoints/index-of.js';
import { shownPath } from '../checkpoints/paths.js';
import { goneWays } from '../core/attention/gone-branch.js';
import { statePaths } from '../core/contracts/paths.js';
import { clearAway, HOLDS_MORE } from '../disk/clear.js';
import { close, openTop } from '../disk/opened.js';
import { refused, type Refused } from './answers.js';
import { tipOf } from './branch.js';
import { makeCommit, messageOf } from './commits.js';
import { handOver } from './exchange.js';
import { makeFolder } from './link.js';
import { mergeTrees } from './merge.js';
import { nameOfRoot } from './names.js';
import { NO_REPOSITORY } from './open.js';
import { ourPlace, type TreesPlace } from './place.js';
import { readRecord, type TreeRecord } from './record.js';
import { repositoryOf, type UserRepository } from './repository.js';
import { treesOf } from './stack.js';
import { takenBefore } from './taken.js';

/** Digests are commits of the user's repository, but for `tree`, which ours has as well. */
export interface Delivery {
  root: string;
  branch: string;
  tip: string;
  /** The branch that it goes to, and where that was. */
  into: string;
  base: string;
  /** What the branch will be. */
  commit: string;
  tree: string;
  how: 'forward' | 'merge';
}

export type Prepared =
  | { kind: 'ready'; delivery: Delivery }
  /** People have it: its commits, or what they change. */
  | { kind: 'taken'; how: 'merged' | 'squashed'; commit: string; into: string }
  /** The branch has no commit of its own. */
  | { kind: 'nothing' }
  /** `tree`: in our repository, with the conflicts as git marks them. `paths`, `how`: for people; a sentence for what no mark can show. */
  | { kind: 'conflict'; tip: string; into: string; base: string; tree: string; paths: string[]; how: string[] }
  | Refused;

/** `into`: without `refs/heads/`; absent = what the tree began from. `at`: ISO 8601, of the merge. Writes nothing that a person sees. */
export async function prepareDelivery(
  place: TreesPlace,
  { root, into, at }: { root: string; into?: string; at: string },
): Promise<Prepared> {
  const ends = await endsOf(place, root, into);
  if (!('tip' in ends)) return ends;
  const met = await meeting(place, ends);
  if (met.kind !== 'ready') return met;
  const { repository, record, tip, base } = ends;
  const { tree, known } = met;
  const about = { root, branch: record.branch, tip, into: ends.into, base, tree };
  if (met.isForward) return { kind: 'ready', delivery: { ...about, commit: tip, how: 'forward' } };
  await handOver(place, repository, { tree, known });
  const message = messageOf(`Merge ${record.branch}`, '', [['Millrace-Root', root]]);
  const made = await makeCommit(place, repository, { tree, parents: [base, tip], message, at });
  return made.kind === 'refused' ? made : { kind: 'ready', delivery: { ...about, commit: made.commit, how: 'merge' } };
}

/** Whether people took it. Makes no commit, and gives no object to the user's repository. */
export async function looksTaken(place: TreesPlace, root: string): Promise<boolean> {
  const ends = await endsOf(place, root);
  return 'tip' in ends && (await meeting(place, ends)).kind === 'taken';
}

export interface Ends {
  repository: UserRepository;
  record: TreeRecord;
  /** Digests: the last commits of the branch, and of the one that it goes to. */
  tip: string;
  base: string;
  /** Without `refs/heads/`. */
  into: string;
}

/** The branch of a root, and where it goes. */
export async function endsOf(
  place: TreesPlace,
  root: string,
  into?: string,
): Promise<Ends | { kind: 'nothing' } | Refused> {
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  const record = readRecord(place, root);
  const to = into ?? record?.base.branch ?? null;
  if (record === null) return refused(`Nothing is known of a tree of ${root}.`, 'Deliver its branch by hand.');
  if (to === null)
    return refused(
      `The tree of ${root} began from ${record.base.name}, which is no branch.`,
      `Say where it goes: millrace deliver ${root} --merge --into BRANCH`,
    );
  const [tip, base] = [await tipOf(place, repository, record.branch), await tipOf(place, repository, to)];
  if (tip === null) return refused(`The branch ${record.branch} is gone.`, goneWays(root));
  if (base === null)
    return refused(
      `There is no branch ${to} to deliver into.`,
      `Say where it goes: millrace deliver ${root} --merge --into BRANCH. If it was taken: millrace deliver ${root} --done`,
    );
  return tip === record.base.commit ? { kind: 'nothing' } : { repository, record, tip, base, into: to };
}

type Met =
  | { kind: 'ready'; tree: string; /** A tree that both repositories have. */ known: string; isForward: boolean }
  | Extract<Prepared, { kind: 'taken' | 'conflict' | 'refused' }>;

async function meeting(place: TreesPlace, { repository, record, tip, base, into }: Ends): Promise<Met> {
  const three = await treesOf(place, repository, record.root, [base, tip]);
  if (three === null) return refused(`${record.branch} and ${into} have no common history.`, 'Deliver it by hand.');
  if (three.parted === tip) return { kind: 'taken', how: 'merged', commit: base, into };
  const merged = await mergeTrees(place, repository, three, [into, record.branch]);
  const taken = await takenBefore(place, repository, record.root, { ...three, tip, into: base, merged });
  if (taken !== null) return { kind: 'taken', how: 'squashed', commit: taken, into };
  if (merged.kind === 'conflict') {
    const { tree, files, how } = merged;
    return { kind: 'conflict', tip, into, base, tree, paths: files.map(shownPath), how };
  }
  return { kind: 'ready', tree: merged.tree, known: three.one, isForward: three.parted === base };
}

const scratchOf = ({ dirs }: TreesPlace, root: string): string =>
  path.join(dirs.state, statePaths.scratch(nameOfRoot(root)));

/** Lays what would be delivered into a folder of its own, for its checks. Gives its absolute path; whatever was there before is gone. */
export async function layScratch(place: TreesPlace, { root, tree }: Pick<Delivery, 'root' | 'tree'>): Promise<string> {
  const folder = scratchOf(place, root);
  await dropScratch(place, root);
  makeFolder(folder);
  const at = { ...ourPlace(place), tree: folder };
  await withWork(at, async (work) => {
    const env = inTree(at, path.join(work, 'index'));
    await git(at, ['read-tree', tree], { env });
    await git(at, ['checkout-index', '-a', '-f'], { env, cwd: folder });
  });
  return folder;
}

/** Harmless when it is not there. */
export async function dropScratch(place: TreesPlace, root: string): Promise<void> {
  const folder = scratchOf(place, root);
  makeFolder(path.dirname(folder));
  await cleared(folder);
}

/** Removes a folder of any size. Throws with the reason when it stays. */
export async function cleared(folder: string): Promise<void> {
  const above = openTop(path.dirname(folder));
  try {
    // A call ends after so many entries.
    for (let before: string | null = ''; ;) {
      const stuck = await clearAway(above, path.basename(folder));
      if (stuck === null) return;
      if (stuck === before) throw new Error(`${folder} cannot be removed: ${stuck}`);
      before = stuck === HOLDS_MORE ? '' : stuck;
    }
  } finally {
    close(above);
  }
}
