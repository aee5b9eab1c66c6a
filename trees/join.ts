// The branch of a tree that is there takes in the work of other roots: before a run begins in it, which waits for that work.
import type { Refused } from './answers.js';
import { advance } from './advance.js';
import { NO_REPOSITORY } from './open.js';
import type { TreesPlace } from './place.js';
import { type Held, keepRecord, type TreeRecord } from './record.js';
import { repositoryOf } from './repository.js';
import { type Stack, stack, type StackedRoot } from './stack.js';
import { standing } from './standing.js';

export interface Joined {
  kind: 'joined';
  record: TreeRecord;
  /** As they were asked for. */
  roots: StackedRoot[];
}

/** What is in already is found. The tree holds what its branch does, and nobody is at work in it. `at`: ISO 8601. Throws with what git said. */
export async function joinRoots(
  place: TreesPlace,
  { root, ...asked }: Omit<Stack, 'base' | 'from'>,
): Promise<Joined | Refused> {
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  const found = await standing(place, root);
  if (found.kind === 'refused') return found;
  const { record } = found;
  const stacked = await stack(place, { ...asked, root, base: record.base, from: record.tip });
  if (stacked.kind === 'refused') return stacked;
  const to = stacked.base.commit;
  const now = to === record.tip ? record : await advance(place, repository, record, to);
  if ('kind' in now) return now;
  const holds = heldBy(now.holds ?? [], stacked.roots);
  // A branch with no commit of its own begins with what it took in.
  const base = record.tip === record.base.commit ? { ...now.base, commit: now.tip } : now.base;
  const kept = keepRecord(place, { ...now, base, ...(holds.length > 0 && { holds }) });
  return { kind: 'joined', record: kept, roots: stacked.roots };
}

/** The newest commit of each root. */
function heldBy(before: readonly Held[], roots: readonly StackedRoot[]): Held[] {
  const held = new Map(before.map(({ root, commit }) => [root, commit]));
  for (const one of roots) if (one.how === 'held') held.set(one.root, one.commit);
  return [...held].map(([root, commit]) => ({ root, commit }));
}
