// What holds the work of other roots besides: for a task that waits for what they did and has to see it.
import { shownPath } from '../checkpoints/paths.js';
import type { Refused } from './answers.js';
import { isAncestor, tipOf } from './branch.js';
import { makeCommit, messageOf } from './commits.js';
import { bring, handOver, treeOf } from './exchange.js';
import { mergeTrees } from './merge.js';
import { NO_REPOSITORY } from './open.js';
import { branchOf } from './names.js';
import { type TreesPlace } from './place.js';
import { type Base, readRecord } from './record.js';
import { objects, orNull, repositoryOf, type UserRepository } from './repository.js';
import { takenBefore } from './taken.js';

export interface OtherRoot {
  root: string;
  /** Digest of the commit that is waited for; absent = its branch as it is. */
  commit?: string;
}

/** Digests are commits. */
export type StackedRoot =
  /** `commit`: what it came with, of its branch or of the base into which people took it. */
  | { root: string; branch: string; how: 'held'; commit: string }
  /** It does not go together with the rest. `parted`: where their ways part; null = they have nothing in common. `paths`: for people. */
  | { root: string; branch: string; how: 'apart'; commit: string; parted: string | null; paths: string[] }
  /** It is not in, and nothing is to be taken in. */
  | { root: string; branch: string; how: 'out' }
  /** Neither its branch nor its last commit is there any more: it was delivered, or is lost. */
  | { root: string; branch: string; how: 'gone' };

export interface Stacked {
  kind: 'base';
  base: Base;
  /** As they were asked for. */
  roots: StackedRoot[];
}

export interface Stack {
  root: string;
  base: Base;
  /** In the order in which they are taken in. */
  roots: readonly OtherRoot[];
  /** Digest of a commit that is gone on from; absent = that of the base. */
  from?: string;
  /** What is not in stays out. */
  isOnlyLook?: boolean;
  /** ISO 8601 */
  at: string;
}

/** One that does not go together with the rest is left out. No ref names what is made. Throws with what git said. */
export async function stack(place: TreesPlace, asked: Stack): Promise<Stacked | Refused> {
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  const roots: StackedRoot[] = [];
  let commit = asked.from ?? asked.base.commit;
  for (const other of asked.roots) {
    const one = await withOther(place, repository, { ...asked, from: commit }, other);
    if ('kind' in one) return one;
    roots.push(one.other);
    commit = one.commit;
  }
  return { kind: 'base', base: { ...asked.base, commit }, roots };
}

type Onward = Stack & { from: string };

async function withOther(
  place: TreesPlace,
  repository: UserRepository,
  asked: Onward,
  other: OtherRoot,
): Promise<{ commit: string; other: StackedRoot } | Refused> {
  const { from } = asked;
  const { root } = other;
  const record = readRecord(place, root);
  const branch = record?.branch ?? branchOf(place.prefix, root);
  const tip = (await tipOf(place, repository, branch)) ?? (await there(place, repository, record?.tip ?? other.commit));
  if (tip === null) return { commit: from, other: { root, branch, how: 'gone' } };
  if (await isAncestor(place, repository, other.commit ?? tip, from))
    return { commit: from, other: { root, branch, how: 'held', commit: other.commit ?? tip } };
  const commit = (await takenInto(place, repository, asked, tip)) ?? tip;
  if (await isAncestor(place, repository, commit, from))
    return { commit: from, other: { root, branch, how: 'held', commit } };
  if (asked.isOnlyLook === true) return { commit: from, other: { root, branch, how: 'out' } };
  const both = await together(place, repository, asked, { tip: commit, branch });
  if (both.kind === 'refused') return both;
  if (both.kind === 'commit') return { commit: both.commit, other: { root, branch, how: 'held', commit } };
  const { parted, paths } = both;
  return { commit: from, other: { root, branch, how: 'apart', commit, parted, paths } };
}

/** The commit, where git still has it; else null. */
async function there(place: TreesPlace, repository: UserRepository, commit?: string): Promise<string | null> {
  if (commit === undefined) return null;
  return (await orNull(objects(place, repository, ['cat-file', '-e', `${commit}^{commit}`]))) === null ? null : commit;
}

/** The base as it is now, where people have squashed the branch into it: two forms of one work do not merge. Else null. */
async function takenInto(
  place: TreesPlace,
  repository: UserRepository,
  { root, base }: Onward,
  tip: string,
): Promise<string | null> {
  const into = base.branch === null ? base.commit : ((await tipOf(place, repository, base.branch)) ?? base.commit);
  if (await isAncestor(place, repository, tip, into)) return null;
  const three = await treesOf(place, repository, root, [into, tip]);
  if (three === null) return null;
  const merged = await mergeTrees(place, repository, three);
  const taken = await takenBefore(place, repository, root, { ...three, tip, into, merged });
  return taken === null ? null : into;
}

interface Other {
  tip: string;
  branch: string;
}

async function together(
  place: TreesPlace,
  repository: UserRepository,
  { root, from, at }: Onward,
  { tip, branch }: Other,
) {
  if (await isAncestor(place, repository, from, tip)) return { kind: 'commit', commit: tip } as const;
  const three = await treesOf(place, repository, root, [from, tip]);
  if (three === null) return { kind: 'apart', parted: null, paths: [] as string[] } as const;
  const merged = await mergeTrees(place, repository, three);
  if (merged.kind === 'conflict')
    return { kind: 'apart', parted: three.parted, paths: merged.files.map(shownPath) } as const;
  await handOver(place, repository, { tree: merged.tree, known: three.one });
  const why = `Work of ${root} waits for what was done there.`;
  const message = messageOf(`Take in ${branch}`, why, [['Millrace-Root', root]]);
  return makeCommit(place, repository, { tree: merged.tree, parents: [from, tip], message, at });
}

/** The trees of two commits and of where their ways part, whole in our repository; null: they have nothing in common. */
export async function treesOf(
  place: TreesPlace,
  repository: UserRepository,
  root: string,
  [one, other]: readonly [string, string],
) {
  const parted = await orNull(objects(place, repository, ['merge-base', one, other]));
  if (parted === null || parted === '') return null;
  const [base, first, second] = await Promise.all(
    [parted, one, other].map((commit) => treeOf(place, repository, commit)),
  );
  if (base === undefined || first === undefined || second === undefined) return null;
  const known = base;
  await bring(place, repository, { root, tree: base, what: 'merge/base' });
  await bring(place, repository, { root, tree: first, what: 'merge/one', known });
  await bring(place, repository, { root, tree: second, what: 'merge/other', known });
  return { parted, base, one: first, other: second };
}
