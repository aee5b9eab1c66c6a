// A branch that somebody rewrote: a person may want it as it is now, and from under a run at work it goes back.
import { statOf } from '../disk/files.js';
import { passing, type Refused } from './answers.js';
import { moveBranch } from './branch.js';
import { treeOf } from './exchange.js';
import { keepWork } from './keep.js';
import { meanwhile } from './meanwhile.js';
import type { OpenTree } from './open.js';
import { refOfTree, treeFolder, type TreesPlace } from './place.js';
import { keepRecord, type TreeRecord } from './record.js';
import { ours, type UserRepository } from './repository.js';

/** What the tree holds is kept as it was on the branch of before, and its files become those of the branch as it is. */
export async function takenBranch(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  { tip, at, notes }: { tip: string; at: string; notes: string[] },
): Promise<TreeRecord> {
  const to = await treeOf(place, repository, tip);
  notes.push(`The branch ${record.branch} is taken as it is; what lay in the tree beside it is kept.`);
  if (statOf(treeFolder(place, record.root)) === null) return keepRecord(place, { ...record, tip });
  const before = await ours(place, repository, ['rev-parse', '--verify', refOfTree(record.root, 'tip')]);
  const kept = await keepWork(place, repository, record, { run: 'rewritten', at, tip: before.trim() });
  return keepRecord(place, { ...kept.record, tip, laying: { from: kept.tree, to } });
}

type Told = Pick<OpenTree, 'files' | 'tell'> & { notes: string[] };

/** `record`: with the branch as it was when the run began that is at work. What people committed stays; all else goes back. */
export async function movedMeanwhile(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  { tip, files, notes, tell }: Told & { tip: string },
): Promise<TreeRecord | Refused> {
  const now = await meanwhile(place, repository, record, { tip, ...(files !== undefined && { files }) });
  notes.push(...now.said);
  if (now.said.length > 0)
    tell?.({ said: now.said, tip: now.record.tip, ...(now.files !== undefined && { files: now.files }) });
  return now.record.tip === tip
    ? keepRecord(place, now.record)
    : branchBack(place, repository, now.record, { tip, notes });
}

/** Its log still leads to the commits. */
async function branchBack(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  { tip, notes }: { tip: string; notes: string[] },
): Promise<TreeRecord | Refused> {
  const { branch, root, tip: to } = record;
  const because = `what a run in the tree of ${root} did itself becomes one commit`;
  const moved = await moveBranch(place, repository, { branch, from: tip, to, because, isOurs: true });
  if (moved.kind === 'refused') return moved;
  if (moved.kind === 'elsewhere') return passing(`Somebody moves the branch ${branch} right now.`, 'Try again.');
  notes.push(
    `${branch} was moved to ${tip} while a run was at work: it is back, and the run's files are as they were.`,
  );
  return keepRecord(place, record);
}
