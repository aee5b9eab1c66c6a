// Merges in our repository: of trees that are there whole, so that no merge driver, attribute or replacement of the user's decides anything.
import { git } from '../checkpoints/git.js';
import { ourPlace, type TreesPlace } from './place.js';
import { ours, type UserRepository } from './repository.js';

/** Digests of trees in our repository. */
export interface Three {
  base: string;
  one: string;
  other: string;
}

export type Merged =
  | { kind: 'clean'; tree: string }
  /** `tree` holds the conflicts as git marks them. `files`: latin1. `how`: sentences of git on what its marks do not show. */
  | { kind: 'conflict'; tree: string; files: string[]; how: string[] };

/** `names`: of the two sides, for people. Throws with what git said. */
export async function mergeTrees(
  place: TreesPlace,
  repository: UserRepository,
  { base, one, other }: Three,
  names: readonly [one: string, other: string] = ['one side', 'the other side'],
): Promise<Merged> {
  if (one === other || base === other) return { kind: 'clean', tree: one };
  if (base === one) return { kind: 'clean', tree: other };
  const first = await commitOf(place, repository, base, []);
  const [a, b] = [await commitOf(place, repository, one, [first]), await commitOf(place, repository, other, [first])];
  const call = { ends: [0, 1] };
  const said = await git(
    ourPlace(place),
    ['merge-tree', '--write-tree', '--messages', '--name-only', '-z', a, b],
    call,
  );
  const [tree = '', ...fields] = said.toString('latin1').split('\0');
  const end = fields.indexOf('');
  const files = fields.slice(0, end);
  if (files.length === 0) return { kind: 'clean', tree };
  const how = conflictsIn(fields.slice(end + 1)).map((text) => text.replaceAll(a, names[0]).replaceAll(b, names[1]));
  return { kind: 'conflict', tree, files, how };
}

/** Of each: how many paths it is about, these, what it is in short, and a sentence. */
function conflictsIn(fields: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < fields.length;) {
    const after = at + 1 + Number(fields[at]);
    const [what = '', said = ''] = fields.slice(after, after + 2);
    if (what.startsWith('CONFLICT') && what !== MARKED) found.push(bytesAsText(said.trim()));
    at = Number.isNaN(after) ? fields.length : after + 2;
  }
  return found;
}

/** In short, where git puts marks into the file. */
const MARKED = 'CONFLICT (contents)';

const bytesAsText = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

const commitOf = async (
  place: TreesPlace,
  repository: UserRepository,
  tree: string,
  parents: readonly string[],
): Promise<string> =>
  (
    await ours(place, repository, ['commit-tree', '-m', 'merge', ...parents.flatMap((one) => ['-p', one]), tree])
  ).trim();
