// The branch of work without a root never ends. Once people have all of it, it begins anew where a new one would, so that what comes next is done on
// what they made of it.
import { BACKLOG } from '../core/contracts/ids.js';
import { advance } from './advance.js';
import type { Refused } from './answers.js';
import { isAncestor, tipOf } from './branch.js';
import { NO_REPOSITORY } from './open.js';
import type { TreesPlace } from './place.js';
import { type Base, keepRecord, readRecord, type TreeRecord } from './record.js';
import { repositoryOf, type UserRepository } from './repository.js';

export interface Anew {
  kind: 'anew';
  record: TreeRecord;
  /** Digest: where the branch was. */
  from: string;
}

interface Ask {
  root: string;
  /** Digest: its last commit where people have it, in whatever form; else null. */
  taken: () => Promise<string | null>;
  /** What a new tree would begin from. */
  base: () => Promise<Base | Refused>;
}

/**
 * Null: it goes on as it is. The tree was just set back, so that it holds what its branch does, and nobody is at work in it. Whoever was killed in the middle finds the branch as taken
 * again. Throws with what git said.
 */
export async function beginAnew(place: TreesPlace, { root, taken, base }: Ask): Promise<Anew | Refused | null> {
  if (root !== BACKLOG) return null;
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  const record = readRecord(place, root);
  if (record === null) return null;
  const from = record.tip;
  if (!(await isIn(place, repository, record)) && from !== (await taken())) return null;
  const now = await base();
  if ('kind' in now) return now;
  if (now.commit === record.base.commit && now.commit === from) return null;
  const { holds: _theirs, ...rest } = record;
  const moved = now.commit === from ? rest : await advance(place, repository, rest, now.commit);
  if ('kind' in moved) return moved;
  // Somebody moves it right now: it stays his.
  if (moved.tip !== now.commit) return null;
  return { kind: 'anew', record: keepRecord(place, { ...moved, base: now }), from };
}

/** Whether the branch that it goes to has all of it. */
async function isIn(place: TreesPlace, repository: UserRepository, { base, tip }: TreeRecord): Promise<boolean> {
  const into = base.branch === null ? null : await tipOf(place, repository, base.branch);
  return into !== null && (await isAncestor(place, repository, tip, into));
}
