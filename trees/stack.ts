// A base that holds the work of other roots: for a task that waits for what they did and has to see it.
import { shownPath } from '../checkpoints/paths.js';
import { refused, type Refused } from './answers.js';
import { tipOf } from './branch.js';
import { makeCommit, messageOf } from './commits.js';
import { bring, handOver, treeOf } from './exchange.js';
import { mergeTrees } from './merge.js';
import { isAncestor, NO_REPOSITORY } from './open.js';
import { branchOf } from './names.js';
import { type TreesPlace } from './place.js';
import { type Base, readRecord } from './record.js';
import { objects, orNull, repositoryOf, type UserRepository } from './repository.js';

export type Stacked =
  | { kind: 'base'; base: Base; /** Branches that it holds besides. */ holds: string[] }
  /** Two of them do not go together. `paths`: for people. */
  | { kind: 'conflict'; branch: string; paths: string[] }
  | Refused;

/** `roots`: in the order in which they are taken in. A branch that is no more was delivered. `at`: ISO 8601. */
export async function stack(
  place: TreesPlace,
  { root, base, roots, at }: { root: string; base: Base; roots: readonly string[]; at: string },
): Promise<Stacked> {
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  const holds: string[] = [];
  let { commit } = base;
  for (const other of roots) {
    const branch = readRecord(place, other)?.branch ?? branchOf(place.prefix, other);
    const tip = await tipOf(place, repository, branch);
    if (tip === null || (await isAncestor(place, repository, tip, commit))) continue;
    const both = await together(place, repository, { root, commit, tip, branch, at });
    if (both.kind !== 'commit') return both;
    commit = both.commit;
    holds.push(branch);
  }
  return { kind: 'base', base: { ...base, commit }, holds };
}

interface Pair {
  root: string;
  commit: string;
  tip: string;
  branch: string;
  at: string;
}

async function together(place: TreesPlace, repository: UserRepository, { root, commit, tip, branch, at }: Pair) {
  if (await isAncestor(place, repository, commit, tip)) return { kind: 'commit', commit: tip } as const;
  const three = await treesOf(place, repository, root, [commit, tip]);
  if (three === null)
    return refused(`The base and ${branch} have no common history.`, 'Choose another base: trees.base.');
  const merged = await mergeTrees(place, repository, three);
  if (merged.kind === 'conflict') return { kind: 'conflict', branch, paths: merged.files.map(shownPath) } as const;
  await handOver(place, repository, { tree: merged.tree, known: three.one });
  const message = messageOf(`Begin with ${branch}`, '', [['Millrace-Root', root]]);
  return makeCommit(place, repository, { tree: merged.tree, parents: [commit, tip], message, at });
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
