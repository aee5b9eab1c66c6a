// Brings what was prepared to where people take it from: the branch moves as a whole, or not at all, and so do the files of a checkout that is
// on it. Whoever is killed meanwhile leaves a line that says so; the next call puts the checkout back first, whichever workspace it is of.
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { gitTo } from '../checkpoints/git.js';
import { GitKilled, GitSaid } from '../checkpoints/git-ended.js';
import { shownPath } from '../checkpoints/paths.js';
import { statePaths } from '../core/contracts/paths.js';
import { passing, refused, type Refused } from './answers.js';
import { isAncestor, moveBranch, tipOf } from './branch.js';
import { busy, changedIn, type Checkout, inCheckout, orElsewhere, unclean } from './checkout.js';
import type { Delivery } from './deliver.js';
import { filteredAmong } from './filters.js';
import { goBack, strangersIn } from './go-back.js';
import { dropLanding, keepLanding, landingAlone, leftLandings } from './landing.js';
import { branchIn, checkoutsOf } from './link.js';
import { NO_REPOSITORY } from './open.js';
import { ourPlace, type TreesPlace } from './place.js';
import { NOTHING_STARTS, pathsBetween, repositoryOf, type UserRepository } from './repository.js';

export type Landed =
  /** `folder`: the checkout that followed; null = it is checked out nowhere. */
  | { kind: 'landed'; folder: string | null }
  | { kind: 'already' }
  /** The branch is elsewhere meanwhile: it has to be prepared anew. */
  | { kind: 'moved'; to: string | null }
  | Refused;

/** Throws with what git said, and where another workspace of the repository lands for more than 20 s. */
export async function land(place: TreesPlace, delivery: Delivery): Promise<Landed> {
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  return landingAlone(repository, () => landNow(place, repository, delivery));
}

/**
 * What would keep it from landing now; null: nothing does. Puts right what a landing left that was cut off, and changes nothing else; with `looks` it
 * does not do that either, and nothing is known where there is such a one. Throws as `land`.
 */
export async function inTheWay(place: TreesPlace, delivery: Delivery, looks = false): Promise<Refused | null> {
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  if (looks && leftLandings(place, repository).length > 0) return null;
  const way = looks
    ? await wayOf(place, repository, delivery)
    : await landingAlone(repository, () => wayAfterOthers(place, repository, delivery));
  return way.kind === 'refused' ? way : null;
}

async function landNow(place: TreesPlace, repository: UserRepository, delivery: Delivery): Promise<Landed> {
  const way = await wayAfterOthers(place, repository, delivery);
  if (way.kind !== 'free') return way;
  const { checkout } = way;
  if (checkout !== undefined) return landIn(place, repository, checkout, delivery);
  const { into, base, commit, root } = delivery;
  const move = { branch: into, from: base, to: commit, because: `deliver ${root}`, isOurs: false };
  keepLanding(place, repository, delivery);
  const moved = await moveBranch(place, repository, move);
  dropLanding(place);
  if (moved.kind === 'elsewhere') return { kind: 'moved', to: moved.at };
  return moved.kind === 'moved' ? { kind: 'landed', folder: null } : moved;
}

interface Free {
  kind: 'free';
  /** Absent = it is checked out nowhere. */
  checkout?: Checkout;
}

/** What others left half done is put right first: nobody else may land meanwhile. */
const wayAfterOthers = async (
  place: TreesPlace,
  repository: UserRepository,
  delivery: Delivery,
): Promise<Free | Landed> => (await goBack(place, repository)) ?? wayOf(place, repository, delivery);

async function wayOf(place: TreesPlace, repository: UserRepository, delivery: Delivery): Promise<Free | Landed> {
  const { into, base, commit } = delivery;
  const now = await tipOf(place, repository, into);
  if (now !== null && (await isAncestor(place, repository, commit, now))) return { kind: 'already' };
  if (now !== base) return { kind: 'moved', to: now };
  const [checkout, other] = checkoutsOf(repository, into);
  if (other !== undefined)
    return refused(`${into} is checked out in more than one folder.`, `Take another branch in ${other.folder}.`);
  if (checkout === undefined) return { kind: 'free' };
  if (isTree(place, checkout))
    return refused(`${into} is the branch of a tree of ours.`, 'Deliver into a branch that people work on.');
  return (await heldUp(place, repository, checkout, delivery)) ?? { kind: 'free', checkout };
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
  // What git does not know is in the way of a merge by hand as well, of which the words about changes tell.
  const held =
    busy(at, false) ??
    (await strangerIn(place, repository, at, delivery)) ??
    unclean(at, await changedIn(place, repository, at, base), { root, branch, how, paths });
  if (held !== null) return held;
  const [filtered] = await filteredAmong(place, repository, tree, paths);
  if (filtered === undefined) return null;
  return refused(
    `${shownPath(filtered.bytes)} goes through a program of the repository (filter=${filtered.filter}).`,
    `Merge it by hand: git merge ${branch}`,
  );
}

async function strangerIn(
  place: TreesPlace,
  repository: UserRepository,
  at: Checkout,
  delivery: Delivery,
): Promise<Refused | null> {
  const { root } = delivery;
  const [stranger] = await strangersIn(place, repository, at, delivery);
  if (stranger === undefined) return null;
  return refused(
    `${shownPath(stranger)} lies in ${at.folder}, and git does not know it.`,
    `Move it away, and try again; ${orElsewhere(root)}`,
  );
}

/** The checkout is on another branch than a moment ago. */
class Left extends Error {}

async function landIn(
  place: TreesPlace,
  repository: UserRepository,
  at: Checkout,
  delivery: Delivery,
): Promise<Landed> {
  const { base, commit } = delivery;
  const follow = ['read-tree', '-m', '-u', '--no-recurse-submodules', base, commit];
  const done = { isWritten: false };
  keepLanding(place, repository, { ...at, ...delivery });
  try {
    await holding(place, repository, delivery, async () => {
      if (branchIn(at.admin) !== delivery.into) throw new Left(`Somebody took another branch in ${at.folder}.`);
      await inCheckout(place, repository, at, follow);
      done.isWritten = true;
    });
  } catch (error) {
    // Git looks at everything before it writes anything: with an end of its own it wrote nothing.
    if ((error instanceof GitSaid || error instanceof Left) && !done.isWritten) dropLanding(place);
    return cutOff(place, repository, delivery, error);
  }
  dropLanding(place);
  return { kind: 'landed', folder: at.folder };
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
  const isBrief = error instanceof Left || said.includes('.lock');
  return (isBrief ? passing : refused)(
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
