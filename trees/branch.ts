// Branches of the user's repository: where one is, and how it is moved on from there and from nowhere else.
import path from 'node:path';
import { GitKilled } from '../checkpoints/git-ended.js';
import { passing, type Refused } from './answers.js';
import { isCleared } from './link.js';
import type { TreesPlace } from './place.js';
import { objects, orNull, refs, type UserRepository } from './repository.js';

/** Of a branch that is not there. */
const NOTHING = { sha1: '0'.repeat(40), sha256: '0'.repeat(64) } as const;

/** Digest of its commit; null: there is no such branch. */
export const tipOf = (place: TreesPlace, repository: UserRepository, branch: string): Promise<string | null> =>
  orNull(
    refs(place, repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `refs/heads/${branch}^{commit}`]),
  );

/** Digests of commits; whether one is the other, or leads to it. */
export async function isAncestor(
  place: TreesPlace,
  repository: UserRepository,
  one: string,
  other: string,
): Promise<boolean> {
  return (await orNull(objects(place, repository, ['merge-base', '--is-ancestor', one, other]))) !== null;
}

export type Moved = { kind: 'moved' } | { kind: 'elsewhere'; at: string | null } | Refused;

export interface Move {
  branch: string;
  /** Digests; null = there is none before. */
  from: string | null;
  to: string;
  /** For its log. */
  because: string;
  /** Whether locks that lie there long may be removed: of our own branches. */
  isOurs: boolean;
}

/** Absolute: what git makes while it moves a branch. */
export const lockOf = ({ common }: UserRepository, branch: string): string =>
  path.join(common, 'refs', 'heads', `${branch}.lock`);

/** `elsewhere`: it is not where it was said to be, and stays there. Throws where its git was killed before the branch was moved. */
export async function moveBranch(place: TreesPlace, repository: UserRepository, move: Move): Promise<Moved> {
  const { branch, from, to, because, isOurs } = move;
  const before = from ?? NOTHING[repository.objectFormat];
  const args = ['update-ref', '--no-deref', '-m', `millrace: ${because}`, `refs/heads/${branch}`, to, before];
  const lock = lockOf(repository, branch);
  for (let tries = 0; ; tries += 1) {
    try {
      await refs(place, repository, args);
      return { kind: 'moved' };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      if (isOurs && tries === 0 && said.includes('.lock') && isCleared(lock, Date.now())) continue;
      const at = await tipOf(place, repository, branch);
      if (at === to) return { kind: 'moved' };
      if (error instanceof GitKilled) throw error;
      return said.includes('.lock') || at === from ? held(branch, said, lock) : { kind: 'elsewhere', at };
    }
  }
}

function held(branch: string, said: string, lock: string): Refused {
  const todo = said.includes('.lock')
    ? `Try again when no git is at work there; if none is, remove ${lock}.`
    : 'Try again.';
  return passing(`The branch ${branch} cannot be moved: ${said.split('\n').at(-1) ?? ''}`, todo);
}
