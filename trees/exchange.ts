// Objects between the user's repository and ours, as packs: nothing is ever borrowed, so each side stays whole whatever becomes of the other.
import path from 'node:path';
import { git } from '../checkpoints/git.js';
import { withWork } from '../checkpoints/index-of.js';
import { bytesOf, withPlain } from '../disk/read.js';
import { ourPlace, refOfTree, type TreesPlace } from './place.js';
import { closed, objects, ours, orNull, overTheirs, type UserRepository } from './repository.js';

/** Objects: fewer lie beside each other, more stay a pack; git itself does so with what it fetches. */
const PACK_FROM = 100;

/**
 * A tree into our repository, with all below it, and a ref of ours that keeps it there. `known`: a tree that both have whole; absent = what the ref,
 * or the one of the root's branch, names.
 */
export async function bring(
  place: TreesPlace,
  repository: UserRepository,
  { root, tree, what, known }: { root: string; tree: string; what: string; known?: string | undefined },
): Promise<void> {
  const [ref, tip] = [refOfTree(root, what), refOfTree(root, 'tip')];
  const before = await keptTree(place, repository, ref);
  if (before === tree) return;
  const have = known ?? before ?? (await keptTree(place, repository, tip));
  const common = have !== null && (await isTheirs(place, repository, have)) ? have : undefined;
  if (tree !== common) await carry(place, revs(tree, common), { from: overTheirs(repository), to: {} });
  await ours(place, repository, ['update-ref', ref, tree]);
}

/** Null: there is no such ref. */
const keptTree = (place: TreesPlace, repository: UserRepository, ref: string): Promise<string | null> =>
  orNull(ours(place, repository, ['rev-parse', '--verify', '--quiet', ref]));

const isTheirs = async (place: TreesPlace, repository: UserRepository, tree: string): Promise<boolean> =>
  (await orNull(objects(place, repository, ['cat-file', '-e', tree]))) !== null;

/** A tree of ours into the user's repository. `known`: a tree that is there whole. */
export async function handOver(
  place: TreesPlace,
  repository: UserRepository,
  { tree, known }: { tree: string; known: string },
): Promise<void> {
  await carry(place, revs(tree, known), { from: {}, to: overTheirs(repository) });
}

/** Digest of the tree of a commit of theirs. */
export const treeOf = async (place: TreesPlace, repository: UserRepository, commit: string): Promise<string> =>
  (await objects(place, repository, ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`])).trim();

const revs = (tree: string, known: string | undefined): string =>
  `${tree}\n${known === undefined ? '' : `^${known}\n`}`;

type Variables = Readonly<Record<string, string>>;

async function carry(
  place: TreesPlace,
  input: string,
  { from, to }: { from: Variables; to: Variables },
): Promise<void> {
  const mine = ourPlace(place);
  await withWork(mine, async (work) => {
    const pack = path.join(work, 'pack');
    await git(mine, PACK, { input, env: { ...from }, into: pack });
    const args = isLarge(pack) ? ['index-pack', '--stdin'] : ['unpack-objects', '-q'];
    await git(mine, [...closed(to), ...args], { from: pack, env: { ...to } });
  });
}

const PACK = ['pack-objects', '--revs', '--stdout', '-q', '--delta-base-offset'];

/** Its beginning says how many objects it holds. */
function isLarge(pack: string): boolean {
  const begin = withPlain(pack, (descriptor) => bytesOf(descriptor, 12));
  return begin === null || begin.length < 12 || begin.readUInt32BE(8) >= PACK_FROM;
}
