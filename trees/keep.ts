// Work that does not become a commit is kept: what a tree holds is recorded, with what the branch has where a checkpoint holds nothing, and
// what is too large for a checkpoint is moved out of the tree and stays on the disk.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { git } from '../checkpoints/git.js';
import { bytesIn, shownPath, textOf } from '../checkpoints/paths.js';
import { takeCheckpoint } from '../checkpoints/take.js';
import type { Checkpoint, Omitted } from '../core/contracts/checkpoints.js';
import { statePaths } from '../core/contracts/paths.js';
import { moveFile } from '../disk/files.js';
import { compose } from './compose.js';
import { nameOfRoot } from './names.js';
import { placeOfTree, refOfTree, treeFolder, type TreesPlace } from './place.js';
import { keepRecord, type KeptWork, type TreeRecord } from './record.js';
import { ours, type UserRepository } from './repository.js';

export interface Kept {
  record: TreeRecord;
  /** Null: there was nothing but what the branch has. */
  work: KeptWork | null;
  /** Digest of what the tree held, with what the branch has where a checkpoint holds nothing. */
  tree: string;
}

/** `tip`: the tree of the branch. `at`: ISO 8601. Throws with what git said, or why nothing could be recorded. */
export async function keepWork(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  { run, at, tip }: { run: string; at: string; tip: string },
): Promise<Kept> {
  const checkpoint = await lookAt(place, record);
  const number = Math.max(0, ...record.kept.map((one) => one.number)) + 1;
  const { tree } = await compose(place, record, checkpoint, tip);
  const large = await otherThan(place, record, checkpoint.omitted, tip);
  if (tree === tip && large.length === 0) return { record, work: null, tree };
  const before = record.kept.findLast((one) => one.run === run && one.tree === tree && one.tip === record.tip);
  if (before !== undefined && large.length === 0) return { record, work: before, tree };
  await ours(place, repository, ['update-ref', refOfTree(record.root, `kept/${number}`), tree]);
  const aside = large.map((one) => whereTo(place, record, number, one));
  const work: KeptWork = {
    number,
    run,
    tree,
    tip: record.tip,
    at,
    ...(aside.length > 0 && { aside: aside.map(({ shown }) => shown) }),
  };
  const kept = keepRecord(place, { ...record, kept: [...record.kept, work] });
  for (const { from, shown } of aside) moveFile(from, shown.to);
  return { record: kept, work, tree };
}

/** What the tree holds now. */
export async function lookAt(place: TreesPlace, record: TreeRecord): Promise<Checkpoint> {
  const taken = await takeCheckpoint(placeOfTree(place, record), `trees/${nameOfRoot(record.root)}/${randomUUID()}`);
  if ('problem' in taken) throw new Error(taken.problem);
  return taken;
}

/** Of what no checkpoint holds that which the branch does not hold either. */
async function otherThan(
  place: TreesPlace,
  record: TreeRecord,
  omitted: readonly Omitted[],
  tip: string,
): Promise<Omitted[]> {
  const at = placeOfTree(place, record);
  const other: Omitted[] = [];
  for (const one of omitted) {
    const name = one.reason === 'special' ? null : textOf(one.bytes);
    if (name === null) continue;
    const held = await said(git(at, ['rev-parse', '--verify', '--quiet', `${tip}:${name}`]));
    const now = await said(git(at, ['hash-object', '--no-filters', '--', path.join(at.tree, name)]));
    if (held !== now || now === '') other.push(one);
  }
  return other;
}

const said = async (output: Promise<Buffer>): Promise<string> =>
  output.then(
    (text) => text.toString('latin1').trim(),
    () => '',
  );

function whereTo(place: TreesPlace, record: TreeRecord, number: number, { bytes }: Omitted) {
  const folder = path.join(place.dirs.state, statePaths.treeAside(nameOfRoot(record.root), number));
  const shown = shownPath(bytes);
  const to = path.join(folder, encodeURIComponent(shown));
  return { from: bytesIn(treeFolder(place, record.root), bytes).toString('utf8'), shown: { path: shown, to } };
}

/** Lets go of what was kept under a number; harmless when it is gone. */
export async function letGoOfKept(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  number: number,
): Promise<TreeRecord> {
  for (const what of ['kept', 'kept-base'])
    await ours(place, repository, ['update-ref', '-d', refOfTree(record.root, `${what}/${number}`)]);
  return keepRecord(place, { ...record, kept: record.kept.filter((one) => one.number !== number) });
}
