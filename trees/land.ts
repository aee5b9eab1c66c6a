// Brings what was prepared to where people take it from: the branch moves as a whole, or not at all, and so do the files of a checkout that is
// on it. Whoever is killed meanwhile leaves a line that says so; the next call puts the checkout back first.
import { lstatSync, readlinkSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { gitTo } from '../checkpoints/git.js';
import { GitKilled, GitSaid } from '../checkpoints/git-ended.js';
import { bytesIn, joinPaths, shownPath } from '../checkpoints/paths.js';
import { statePaths } from '../core/contracts/paths.js';
import { removeFile } from '../disk/files.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { chunksOf, openBytes, readText } from '../disk/read.js';
import { writeAtomic, writeAtomicSync } from '../disk/write.js';
import { passing, refused, type Refused } from './answers.js';
import { isAncestor, lockOf, moveBranch, tipOf } from './branch.js';
import { busy, changedIn, type Checkout, inCheckout, unclean } from './checkout.js';
import type { Delivery } from './deliver.js';
import { filteredAmong } from './filters.js';
import { checkoutsOf, isCleared } from './link.js';
import { endLeftGits } from './left-gits.js';
import { nameOfRoot } from './names.js';
import { NO_REPOSITORY } from './open.js';
import { ourPlace, type TreesPlace } from './place.js';
import { NOTHING_STARTS, objects, orNull, pathsBetween, repositoryOf, type UserRepository } from './repository.js';

export type Landed =
  /** `folder`: the checkout that followed; null = it is checked out nowhere. */
  | { kind: 'landed'; folder: string | null }
  | { kind: 'already' }
  /** The branch is elsewhere meanwhile: it has to be prepared anew. */
  | { kind: 'moved'; to: string | null }
  | Refused;

/** Throws with what git said. */
export async function land(place: TreesPlace, delivery: Delivery): Promise<Landed> {
  const way = await wayOf(place, delivery);
  if (way.kind !== 'free') return way;
  const { repository, checkout } = way;
  if (checkout !== undefined) return landIn(place, repository, checkout, delivery);
  const { into, base, commit, root } = delivery;
  const move = { branch: into, from: base, to: commit, because: `deliver ${root}`, isOurs: false };
  keepLanding(place, delivery);
  const moved = await moveBranch(place, repository, move);
  dropLanding(place);
  if (moved.kind === 'elsewhere') return { kind: 'moved', to: moved.at };
  return moved.kind === 'moved' ? { kind: 'landed', folder: null } : moved;
}

/**
 * What would keep it from landing now; null: nothing does. Puts right what a landing left that was cut off, and changes nothing else; with `looks` it
 * does not do that either, and nothing is known where there is such a one.
 */
export async function inTheWay(place: TreesPlace, delivery: Delivery, looks = false): Promise<Refused | null> {
  if (looks && readLanding(place) !== null) return null;
  const way = await wayOf(place, delivery);
  return way.kind === 'refused' ? way : null;
}

interface Free {
  kind: 'free';
  repository: UserRepository;
  /** Absent = it is checked out nowhere. */
  checkout?: Checkout;
}

async function wayOf(place: TreesPlace, delivery: Delivery): Promise<Free | Landed> {
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  const stuck = await goBack(place, repository);
  if (stuck !== null) return stuck;
  const { into, base, commit } = delivery;
  const now = await tipOf(place, repository, into);
  if (now !== null && (await isAncestor(place, repository, commit, now))) return { kind: 'already' };
  if (now !== base) return { kind: 'moved', to: now };
  const [checkout, other] = checkoutsOf(repository, into);
  if (other !== undefined)
    return refused(`${into} is checked out in more than one folder.`, `Take another branch in ${other.folder}.`);
  if (checkout === undefined) return { kind: 'free', repository };
  if (isTree(place, checkout))
    return refused(`${into} is the branch of a tree of ours.`, 'Deliver into a branch that people work on.');
  return (await heldUp(place, repository, checkout, delivery)) ?? { kind: 'free', repository, checkout };
}

const isTree = ({ dirs }: TreesPlace, { folder }: Checkout): boolean =>
  folder.startsWith(path.join(dirs.state, statePaths.trees) + path.sep);

/** What a checkout that is on the branch has in the way. */
async function heldUp(
  place: TreesPlace,
  repository: UserRepository,
  at: Checkout,
  delivery: Delivery,
): Promise<Refused | null> {
  const { base, commit, tree } = delivery;
  const { root, branch, how } = delivery;
  const paths = await pathsBetween(place, repository, [base, commit]);
  const held =
    busy(at, false) ?? unclean(at, await changedIn(place, repository, at, base), { root, branch, how, paths });
  if (held !== null) return held;
  const [filtered] = await filteredAmong(place, repository, tree, paths);
  if (filtered !== undefined)
    return refused(
      `${shownPath(filtered.bytes)} goes through a program of the repository (filter=${filtered.filter}).`,
      `Merge it by hand: git merge ${branch}`,
    );
  const [stranger] = await strangersIn(place, repository, at, delivery);
  if (stranger === undefined) return null;
  return refused(
    `${shownPath(stranger)} lies in ${at.folder}, and git does not know it.`,
    'Move it away, and try again.',
  );
}

async function landIn(
  place: TreesPlace,
  repository: UserRepository,
  at: Checkout,
  delivery: Delivery,
): Promise<Landed> {
  const { base, commit } = delivery;
  const follow = ['read-tree', '-m', '-u', '--no-recurse-submodules', base, commit];
  const done = { isWritten: false };
  keepLanding(place, { ...at, ...delivery });
  try {
    await holding(place, repository, delivery, async () => {
      await inCheckout(place, repository, at, follow);
      done.isWritten = true;
    });
  } catch (error) {
    // Git looks at everything before it writes anything: with an end of its own it wrote nothing.
    if (error instanceof GitSaid && !done.isWritten) dropLanding(place);
    return cutOff(place, repository, delivery, error);
  }
  dropLanding(place);
  return { kind: 'landed', folder: at.folder };
}

/** Files that would be written over and that nobody recorded, latin1. */
async function strangersIn(
  place: TreesPlace,
  repository: UserRepository,
  at: Checkout,
  { base, commit }: Delivery,
): Promise<string[]> {
  const added = await pathsBetween(place, repository, [base, commit], ['--diff-filter=A']);
  return added.filter((one) => isFile(at, one));
}

/** Throws where its git was killed: the next call goes on from what that left. */
async function cutOff(
  place: TreesPlace,
  repository: UserRepository,
  { into, base }: Delivery,
  error: unknown,
): Promise<Landed> {
  const back = await goBack(place, repository);
  const now = await tipOf(place, repository, into);
  if (now !== base) return { kind: 'moved', to: now };
  if (back !== null) return back;
  if (error instanceof GitKilled) throw error;
  const said = error instanceof Error ? error.message : String(error);
  return refused(
    `${into} could not be moved where it is checked out: ${said}`,
    'See what is in the way there, and try again.',
  );
}

/** While `work` is done nobody else can move the branch; it moves when `work` went well. */
async function holding(
  place: TreesPlace,
  { common }: UserRepository,
  delivery: Delivery,
  work: () => Promise<void>,
): Promise<void> {
  const { into, base, commit, root } = delivery;
  const input = new PassThrough();
  let say = (): void => undefined;
  const isHeld = new Promise<void>((resolve) => (say = resolve));
  const args = [...NOTHING_STARTS, 'update-ref', '-m', `millrace: deliver ${root}`, '--stdin'];
  const over = gitTo({ ...ourPlace(place), asked: common }, args, { input }, (part) => {
    if (part.includes('prepare: ok')) say();
  });
  over.catch(() => undefined);
  input.write(`start\nupdate refs/heads/${into} ${commit} ${base}\nprepare\n`);
  await Promise.race([isHeld, over]);
  try {
    await work();
  } catch (error) {
    input.end('abort\n');
    await over.catch(() => undefined);
    throw error;
  }
  input.end('commit\n');
  await over;
}

/** Without a checkout the branch is checked out nowhere. */
type Landing = Delivery & Partial<Checkout>;

const fileOf = ({ dirs }: TreesPlace): string => path.join(dirs.state, statePaths.landing);
const keepLanding = (place: TreesPlace, landing: Landing): void =>
  writeAtomicSync(fileOf(place), `${JSON.stringify(landing)}\n`, { mode: PRIVATE_FILE, fsync: true });
const dropLanding = (place: TreesPlace): void => removeFile(fileOf(place));

function readLanding(place: TreesPlace): Landing | null {
  try {
    return JSON.parse(readText(fileOf(place)) ?? 'null') as Landing | null;
  } catch {
    return null;
  }
}

/**
 * Puts right what a landing left that was cut off: its checkout, and the lock of its branch. What somebody wrote there since is kept beside our state.
 * Null: all is well.
 */
async function goBack(place: TreesPlace, repository: UserRepository): Promise<Refused | null> {
  const landing = readLanding(place);
  if (landing === null) return null;
  const { into, base, folder, admin } = landing;
  if (folder !== undefined && admin !== undefined) {
    await endLeftGits(folder);
    const held = busy({ folder, admin }, true);
    if (held !== null) return held;
    if ((await tipOf(place, repository, into)) === base)
      await restored(place, repository, { ...landing, folder, admin });
  }
  if (!isCleared(lockOf(repository, into), Date.now()))
    return passing(`A git holds the lock of ${into}.`, 'Try again in a minute: one that nobody holds is removed then.');
  dropLanding(place);
  return null;
}

/** Of the files that the landing writes: its checkout was clean, so what they hold now is its own work. */
async function restored(place: TreesPlace, repository: UserRepository, landing: Delivery & Checkout): Promise<void> {
  const { staged } = await changedIn(place, repository, landing, landing.base);
  if (staged.length > 0) await stagedBack(place, repository, landing);
  const { files } = await changedIn(place, repository, landing, landing.base);
  const written = new Set(await pathsBetween(place, repository, [landing.base, landing.commit]));
  const other = files.filter((one) => written.has(one));
  for (const one of other) await saved(place, landing, one);
  for (const one of await strangersIn(place, repository, landing, landing))
    if (await isWritten(place, repository, landing, one)) unlinkSync(bytesIn(landing.folder, one));
  const input = joinPaths(other);
  if (other.length > 0)
    await inCheckout(place, repository, landing, ['checkout-index', '-f', '-u', '-z', '--stdin'], input);
}

/** What the index knows of files that the landing does not touch stays: else all of them would look changed. */
async function stagedBack(place: TreesPlace, repository: UserRepository, landing: Delivery & Checkout): Promise<void> {
  const { base, commit } = landing;
  const gone = await orNull(inCheckout(place, repository, landing, ['read-tree', '-i', '-m', commit, base]));
  // Somebody staged something since.
  if (gone === null) await inCheckout(place, repository, landing, ['read-tree', base]);
}

/** Whether a file is what the landing wrote, or the beginning of it. */
async function isWritten(
  place: TreesPlace,
  repository: UserRepository,
  { folder, commit }: Delivery & Checkout,
  bytes: string,
): Promise<boolean> {
  const now = await readWholeOf(bytesIn(folder, bytes));
  const name = Buffer.from(bytes, 'latin1').toString('utf8');
  const whole = await orNull(objects(place, repository, ['cat-file', 'blob', `${commit}:${name}`]));
  return now !== null && whole !== null && whole.startsWith(now.trimEnd());
}

async function readWholeOf(file: Buffer): Promise<string | null> {
  const parts: Buffer[] = [];
  try {
    if (lstatSync(file).isSymbolicLink()) return readlinkSync(file);
    for await (const part of chunksOf(openBytes(file))) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
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
