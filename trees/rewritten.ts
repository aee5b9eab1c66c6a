// A branch that somebody rewrote, and that a person wants as it is now.
import { statOf } from '../disk/files.js';
import { treeOf } from './exchange.js';
import { keepWork } from './keep.js';
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
