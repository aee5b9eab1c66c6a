// Makes the tree of a root, or puts right what is there: every step looks first, so that whoever was killed between two of them, and whatever
// somebody did to the tree, is taken up by the next call. It is called when no agent is at work in the tree.
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { statePaths } from '../core/contracts/paths.js';
import { moveAside } from '../disk/foreign.js';
import { moveFile, statOf } from '../disk/files.js';
import { close, openTop } from '../disk/opened.js';
import { passing, refused, type Refused } from './answers.js';
import { strayedTo, wrongWith } from './astray.js';
import { branchAdvanced } from './advance.js';
import { isAncestor, moveBranch, tipOf } from './branch.js';
import { copyInto, layDesk, workFolder } from './desk.js';
import { bring, treeOf } from './exchange.js';
import { keepWork } from './keep.js';
import { EMPTY, follow, lay } from './lay.js';
import { endLeftGits } from './left-gits.js';
import { adminOf, checkoutsOf, inPlaceOfFolder, isHeld, isLinked, link, makeFolder } from './link.js';
import { branchOf, nameOfRoot } from './names.js';
import { claimPrefix } from './owner.js';
import { treeFolder, type TreesPlace } from './place.js';
import { type Base, keepRecord, readRecord, type TreeRecord } from './record.js';
import { objects, orNull, repositoryOf, type UserRepository } from './repository.js';
import { movedMeanwhile, takenBranch } from './rewritten.js';

export interface OpenTree {
  root: string;
  /** Counts when the tree is made; of one that is there its own counts. */
  base: Base;
  /** Files of the workspace that it gets, relative to it. */
  copy?: readonly string[];
  /** What its files should be where they have to be laid anew: digest of a tree in our repository. Absent = what the branch has. */
  files?: string;
  /**
   * Digest: where its branch was when the run began that is at work in it. What its agent did to the branch since is that run's: it goes back, with
   * the files as they are; what people committed stays where it goes with them. Absent = nobody is at work, and whoever moved the branch meant it.
   */
  held?: string;
  /** Is told what people committed meanwhile, before the branch or a file is moved. Absent = the notes are enough. */
  tell?: (now: ToldMeanwhile) => void;
  /** Somebody rewrote its branch, and a person wants it as it is: what the tree holds beside it is kept. */
  takeBranch?: boolean;
  /** ISO 8601, now. */
  at: string;
}

export interface ToldMeanwhile {
  /** Sentences. */
  said: readonly string[];
  /** Digests: where the branch is held now, and what its tree is to hold, in our repository; absent = nothing came to it. */
  tip: string;
  files?: string;
}

export interface OpenedTree {
  /** `there`: all was as it should be. */
  kind: 'made' | 'healed' | 'there';
  record: TreeRecord;
  /** Absolute: the top of the tree, and where agents work in it. */
  folder: string;
  cwd: string;
  /** Sentences: what was put right, and what is other than one may think. */
  notes: string[];
}

/** Throws with what git said, or the disk. */
export async function openTree(place: TreesPlace, asked: OpenTree): Promise<OpenedTree | Refused> {
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  const strange = inPlaceOfFolder(repository);
  if (strange !== null)
    return refused(
      `${strange} is no folder, and trees are kept there.`,
      'Move it away, or make it a folder, and try again.',
    );
  const other = claimPrefix(place, repository);
  if (other !== null) return other;
  const before = readRecord(place, asked.root);
  const isNew = before === null || before.removed !== undefined;
  const notes: string[] = [];
  const record = isNew
    ? await begun(place, repository, asked, before, notes)
    : await branchAdvanced(place, repository, before);
  if ('kind' in record) return record;
  const whole = await wholeTree(place, repository, record, { ...asked, notes });
  if ('kind' in whole) return whole;
  await layDesk(place, whole);
  const { record: last, notes: more } = await copyInto(place, whole, asked.copy ?? []);
  const kind = isNew ? 'made' : notes.length > 0 ? 'healed' : 'there';
  return {
    kind,
    record: last,
    folder: treeFolder(place, asked.root),
    cwd: workFolder(place, last),
    notes: [...notes, ...more],
  };
}

export const NO_REPOSITORY = refused(
  'The workspace is in no git repository any more.',
  'Bring its `.git` back, or set trees.mode to in_place.',
);

/** The record is written before anything else. */
async function begun(
  place: TreesPlace,
  repository: UserRepository,
  { root, base, at, files }: OpenTree,
  before: TreeRecord | null,
  notes: string[],
): Promise<TreeRecord | Refused> {
  const branch = before?.branch ?? branchOf(place.prefix, root);
  const tip = await tipOf(place, repository, branch);
  if (before === null && tip !== null && !(await isOurBranch(place, repository, { tip, base, root })))
    return refused(
      `There is a branch ${branch} that this workspace did not make.`,
      `Rename it: git branch -m ${branch} ANOTHER`,
    );
  if (tip !== null && before === null)
    notes.push(`The branch ${branch} was there, with work of this root: it goes on from there.`);
  clearStranger(place, root, notes);
  const { common, inside } = repository;
  const start = tip ?? before?.tip ?? base.commit;
  const fixed = before?.base ?? base;
  const kept = before?.kept ?? [];
  const laying = { from: EMPTY[repository.objectFormat], to: files ?? (await treeOf(place, repository, start)) };
  return keepRecord(place, {
    ...{ root, branch, base: fixed, tip: start, made: at },
    ...{ common, inside, laying, kept, copied: [] },
    ...(before?.holds !== undefined && { holds: before.holds }),
  });
}

/** After our state was lost: what says that it is of this root. */
async function isOurBranch(
  place: TreesPlace,
  repository: UserRepository,
  { tip, base, root }: { tip: string; base: Base; root: string },
): Promise<boolean> {
  if (tip === base.commit) return true;
  const said = await orNull(
    objects(place, repository, ['log', '-1', '--format=%(trailers:key=Millrace-Root,valueonly)', tip]),
  );
  return said === root;
}

/** A folder that no record speaks of is no tree, and neither is a link that an agent left in its place: it would lead what is laid elsewhere. */
function clearStranger(place: TreesPlace, root: string, notes: string[]): void {
  const folder = treeFolder(place, root);
  if (statOf(folder) === null) return;
  const above = openTop(path.dirname(folder));
  try {
    moveAside(above, path.basename(folder));
    notes.push(`What lay at ${folder} was moved aside: it is no tree of ours.`);
  } finally {
    close(above);
  }
}

interface Putting extends OpenTree {
  notes: string[];
}

async function wholeTree(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  asked: Putting,
): Promise<TreeRecord | Refused> {
  // Files change until nobody is in the way: before that nothing is decided of them. Our own link may lead to where somebody moved the tree: it is made
  // anew.
  const [folder, own] = [treeFolder(place, record.root), adminOf(repository, treeFolder(place, record.root))];
  const elsewhere = checkoutsOf(repository, record.branch).find((one) => one.folder !== folder && one.admin !== own);
  if (elsewhere !== undefined)
    return refused(
      `The branch ${record.branch} is checked out in ${elsewhere.folder}.`,
      `Take another one there: git -C ${elsewhere.folder} switch --detach`,
    );
  if (isHeld(own, Date.now()))
    return passing(
      `A git holds a lock in the tree of ${record.root}.`,
      'Try again in a minute: a lock that nobody holds is removed then.',
    );
  const branched = await wholeBranch(place, repository, record, asked);
  if ('kind' in branched) return branched;
  const tip = await treeOf(place, repository, branched.tip);
  await bring(place, repository, { root: record.root, tree: tip, what: 'tip' });
  return wholeFiles(place, repository, branched, { ...asked, tip });
}

/** The branch is there, and has what we know of it. */
async function wholeBranch(
  place: TreesPlace,
  repository: UserRepository,
  known: TreeRecord,
  asked: Putting,
): Promise<TreeRecord | Refused> {
  const { held, notes, takeBranch = false, at } = asked;
  const record = held === undefined ? known : { ...known, tip: held };
  const tip = await tipOf(place, repository, record.branch);
  if (tip === record.tip) return keepRecord(place, record);
  if (tip === null) return madeBranch(place, repository, record, notes);
  if (held !== undefined) return movedMeanwhile(place, repository, record, { ...asked, tip });
  if (await isAncestor(place, repository, record.tip, tip)) {
    notes.push(`Somebody added commits to ${record.branch}: they stay.`);
    return keepRecord(place, { ...record, tip });
  }
  if (takeBranch) return takenBranch(place, repository, record, { tip, at, notes });
  const { tip: back, root } = record;
  const todo = `To go back: git update-ref refs/heads/${record.branch} ${back}. To go on with it as it is: millrace trees repair ${root} --take-branch`;
  return refused(`Somebody rewrote the branch ${record.branch}: commits that were on it are not there any more.`, todo);
}

async function madeBranch(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  notes: string[],
): Promise<TreeRecord | Refused> {
  const { branch, tip, root } = record;
  if ((await orNull(objects(place, repository, ['cat-file', '-e', `${tip}^{commit}`]))) === null)
    return refused(
      `The branch ${branch} is gone, and so is its last commit.`,
      'Remove the tree and begin again from the base.',
    );
  const moved = await moveBranch(place, repository, {
    branch,
    from: null,
    to: tip,
    because: `tree of ${root}`,
    isOurs: true,
  });
  if (moved.kind === 'refused') return moved;
  if (record.laying === undefined) notes.push(`The branch ${branch} was gone: it is where it was.`);
  return moved.kind === 'moved' ? record : refused(`Somebody makes the branch ${branch} right now.`, 'Try again.');
}

async function wholeFiles(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  asked: Putting & { tip: string },
): Promise<TreeRecord> {
  const { notes, tip, files = tip } = asked;
  const folder = treeFolder(place, record.root);
  if (record.laying !== undefined) await endLeftGits(folder);
  if (statOf(folder)?.isDirectory() !== true) clearStranger(place, record.root, notes);
  const isThere = statOf(folder) !== null;
  const astray = isThere ? await strayedTo(place, repository, record, folder) : null;
  const isWhole = isLinked(repository, folder, record.branch);
  if (record.laying === undefined) notes.push(...wrongWith({ isThere, isWhole, astray }));
  makeFolder(folder);
  clearOwnGit(place, record, folder);
  link(repository, folder, record.branch);
  if (!isThere) {
    const { setup: _gone, ...bare } = record;
    return lay(place, repository, bare, { from: EMPTY[repository.objectFormat], to: record.laying?.to ?? files });
  }
  if (record.laying !== undefined) return lay(place, repository, record, record.laying);
  if (astray === 'other') return backFrom(place, repository, record, { ...asked, files });
  const index = path.join(adminOf(repository, folder), 'index');
  if (astray !== null || asked.held !== undefined || statOf(index) === null)
    await follow(place, repository, record, tip);
  return record;
}

/** What lies there is of another branch. */
async function backFrom(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  { at, tip, files }: { at: string; tip: string; files: string },
): Promise<TreeRecord> {
  const kept = await keepWork(place, repository, record, { run: 'astray', at, tip });
  return lay(place, repository, kept.record, { from: kept.tree, to: files });
}

/** A repository that somebody began there, or a link to one, would be asked in the place of ours. */
function clearOwnGit(place: TreesPlace, { root }: TreeRecord, folder: string): void {
  const own = path.join(folder, '.git');
  if (statOf(own)?.isFile() !== false) return;
  moveFile(own, path.join(place.dirs.state, statePaths.treeAside(nameOfRoot(root), 0), `git-${randomUUID()}`));
}
