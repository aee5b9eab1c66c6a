// A run has the work of other roots that its item waits for: a new tree begins from a base that holds it, an older one takes it in before the run
// begins. What cannot be had is told, and given as a difference where there is one.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { OtherWork } from '../../core/contracts/other-work.js';
import { statePaths } from '../../core/contracts/paths.js';
import { PRIVATE_FOLDER } from '../../disk/folder.js';
import type { Refused } from '../../trees/answers.js';
import { differenceBetween } from '../../trees/difference.js';
import { joinRoots } from '../../trees/join.js';
import { nameOfRoot } from '../../trees/names.js';
import type { TreesPlace } from '../../trees/place.js';
import type { Base } from '../../trees/record.js';
import { type OtherRoot, stack, type StackedRoot } from '../../trees/stack.js';
import type { Waited } from './waited.js';

/** What a run waits for elsewhere, and whether its tree is to hold that. */
export interface Others {
  waited: readonly Waited[];
  /** `trees.stack` */
  stack: boolean;
}

/** What a new tree begins from. `at`: ISO 8601. */
export async function beginning(
  place: TreesPlace,
  { root, base, at }: { root: string; base: Base; at: string },
  others: Others,
): Promise<Base | Refused> {
  const roots = rootsOf(others);
  if (roots.length === 0 || !others.stack) return base;
  const stacked = await stack(place, { root, base, roots, at });
  return stacked.kind === 'refused' ? stacked : stacked.base;
}

/** Before a run begins in a tree that holds what its branch does. A repeat finds what is in. */
export async function takeInOthers(
  place: TreesPlace,
  { root, run, at }: { root: string; run: string; at: string },
  others: Others,
): Promise<{ kind: 'taken_in'; others: OtherWork[] } | Refused> {
  const roots = rootsOf(others);
  const joined = roots.length === 0 ? null : await joinRoots(place, { root, roots, isOnlyLook: !others.stack, at });
  if (joined?.kind === 'refused') return joined;
  for (const one of joined?.roots ?? []) if (one.how === 'apart') await giveDifference(place, { root, run }, one);
  return { kind: 'taken_in', others: others.waited.map((one) => became(one, joined?.roots ?? [])) };
}

const rootsOf = ({ waited }: Others): OtherRoot[] =>
  waited.flatMap(({ how, root, commit }) => (how === 'on_branch' ? [{ root, ...(commit && { commit }) }] : []));

function became({ root, items, branch, how }: Waited, stacked: readonly StackedRoot[]): OtherWork {
  if (how !== 'on_branch') return { root, items, branch, how };
  const one = stacked.find((other) => other.root === root);
  const paths = one?.how === 'apart' ? { paths: one.paths.slice(0, MOST_PATHS) } : {};
  return { root, items, branch: one?.branch ?? branch, how: one?.how ?? 'out', ...paths };
}

const MOST_PATHS = 20;

/** Two branches that have nothing in common have no difference that would say anything. */
async function giveDifference(
  place: TreesPlace,
  { root, run }: { root: string; run: string },
  { root: other, parted, commit }: Extract<StackedRoot, { how: 'apart' }>,
): Promise<void> {
  if (parted === null) return;
  const file = path.join(place.dirs.state, statePaths.otherDifference(run, nameOfRoot(other)));
  mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
  await differenceBetween(place, { root, from: parted, to: commit }, file);
}
