// Puts right what a landing left that was cut off: the checkout of a person goes back to where it was, and nothing of his is lost or moved.
import { existsSync, lstatSync, readlinkSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { orNull as answerOrNull } from '../checkpoints/git-ended.js';
import { bytesIn, joinPaths, shownPath } from '../checkpoints/paths.js';
import { statePaths } from '../core/contracts/paths.js';
import { removeFile } from '../disk/files.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { chunksOf, openBytes } from '../disk/read.js';
import { writeAtomic } from '../disk/write.js';
import { passing, type Refused } from './answers.js';
import { lockOf, tipOf } from './branch.js';
import { busy, changedIn, type Checkout, inCheckout, knownIn } from './checkout.js';
import type { Delivery } from './deliver.js';
import { type LeftLanding, leftLandings } from './landing.js';
import { endLeftGits } from './left-gits.js';
import { branchIn, isCleared } from './link.js';
import { nameOfRoot } from './names.js';
import type { TreesPlace } from './place.js';
import { orNull, oursBytes, overTheirs, pathsBetween, type UserRepository } from './repository.js';

/**
 * What a landing left that was cut off, in whichever workspace of the repository: its checkout, and the lock of its branch. What somebody wrote there since
 * is kept beside our state. Null: all is well. Call it while nobody else lands there.
 */
export async function goBack(place: TreesPlace, repository: UserRepository): Promise<Refused | null> {
  for (const left of leftLandings(place, repository)) {
    const stuck = await goBackFrom(place, repository, left);
    if (stuck !== null) return stuck;
  }
  return null;
}

async function goBackFrom(
  place: TreesPlace,
  repository: UserRepository,
  { file, landing }: LeftLanding,
): Promise<Refused | null> {
  const { into, base, folder, admin } = landing;
  // A checkout that is gone has nothing to be put back.
  if (folder !== undefined && admin !== undefined && existsSync(folder) && existsSync(admin)) {
    await endLeftGits(folder);
    const held = busy({ folder, admin }, true);
    if (held !== null) return held;
    if ((await tipOf(place, repository, into)) === base)
      await restored(place, repository, { ...landing, folder, admin });
  }
  if (!isCleared(lockOf(repository, into), Date.now()))
    return passing(`A git holds the lock of ${into}.`, 'Try again in a minute: one that nobody holds is removed then.');
  removeFile(file);
  return null;
}

/**
 * Of the files that the landing writes: its checkout was clean, so what they hold now is its own work. Where its person has taken another branch since,
 * that branch has the say: of the index nothing is changed, and of the files only those that hold what the landing wrote.
 */
async function restored(place: TreesPlace, repository: UserRepository, landing: Delivery & Checkout): Promise<void> {
  const isThere = branchIn(landing.admin) === landing.into;
  const { staged } = isThere ? await changedIn(place, repository, landing, landing.base) : { staged: [] };
  if (staged.length > 0) await stagedBack(place, repository, landing);
  const other = await writtenOver(place, repository, landing, isThere);
  for (const one of other) await saved(place, landing, one);
  for (const one of await strangersIn(place, repository, landing, landing))
    if (await isWritten(place, repository, landing, one)) unlinkSync(bytesIn(landing.folder, one));
  const input = joinPaths(other);
  const times = isThere ? ['-u'] : [];
  if (other.length > 0)
    await inCheckout(place, repository, landing, ['checkout-index', '-f', ...times, '-z', '--stdin'], input);
}

/** Files that are other than in the index, and that the landing writes; `all`: also those that hold something else. */
async function writtenOver(
  place: TreesPlace,
  repository: UserRepository,
  landing: Delivery & Checkout,
  all: boolean,
): Promise<string[]> {
  const { files } = await changedIn(place, repository, landing, landing.base);
  const written = new Set(await pathsBetween(place, repository, [landing.base, landing.commit]));
  const other: string[] = [];
  for (const one of files)
    if (written.has(one) && (all || (await isWritten(place, repository, landing, one)))) other.push(one);
  return other;
}

/** What the index knows of files that the landing does not touch stays: else all of them would look changed. */
async function stagedBack(place: TreesPlace, repository: UserRepository, landing: Delivery & Checkout): Promise<void> {
  const { base, commit } = landing;
  const gone = await orNull(inCheckout(place, repository, landing, ['read-tree', '-i', '-m', commit, base]));
  // Somebody staged something since.
  if (gone === null) await inCheckout(place, repository, landing, ['read-tree', base]);
}

/** Files that would be written over and that nobody recorded, latin1. */
export async function strangersIn(
  place: TreesPlace,
  repository: UserRepository,
  at: Checkout,
  { base, commit }: Delivery,
): Promise<string[]> {
  const added = await pathsBetween(place, repository, [base, commit], ['--diff-filter=A']);
  const there = added.filter((one) => isFile(at, one));
  if (there.length === 0) return [];
  const known = new Set(await knownIn(place, repository, at));
  return there.filter((one) => !known.has(one));
}

/** Whether a file is what the landing wrote, or the beginning of it; or is gone, as the landing had it. */
async function isWritten(
  place: TreesPlace,
  repository: UserRepository,
  { folder, commit }: Delivery & Checkout,
  bytes: string,
): Promise<boolean> {
  const file = bytesIn(folder, bytes);
  const name = Buffer.from(bytes, 'latin1').toString('utf8');
  const blob = oursBytes(place, repository, ['cat-file', 'blob', `${commit}:${name}`], { env: overTheirs(repository) });
  const whole = await answerOrNull(blob);
  if (whole === null) return lstatSync(file, { throwIfNoEntry: false }) === undefined;
  const now = await readWholeOf(file);
  return now !== null && now.equals(whole.subarray(0, now.length));
}

async function readWholeOf(file: Buffer): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  try {
    if (lstatSync(file).isSymbolicLink()) return readlinkSync(file, { encoding: 'buffer' });
    for await (const part of chunksOf(openBytes(file))) parts.push(part);
    return Buffer.concat(parts);
  } catch {
    return null;
  }
}

const isFile = ({ folder }: Checkout, bytes: string): boolean => {
  const stat = lstatSync(bytesIn(folder, bytes), { throwIfNoEntry: false });
  return stat?.isFile() === true || stat?.isSymbolicLink() === true;
};

async function saved(place: TreesPlace, { folder, root }: Delivery & Checkout, bytes: string): Promise<void> {
  const from = bytesIn(folder, bytes).toString('utf8');
  if (lstatSync(from, { throwIfNoEntry: false })?.isFile() !== true) return;
  const aside = path.join(place.dirs.state, statePaths.treeAside(nameOfRoot(root), 0), `landing-${randomUUID()}`);
  await writeAtomic(path.join(aside, encodeURIComponent(shownPath(bytes))), { copyOf: from }, { mode: PRIVATE_FILE });
}
