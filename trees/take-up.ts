// Kept work is taken up: laid into the tree as it was where the branch has not moved, merged where it has and nothing is in conflict; else it
// is given as a difference to be worked in by hand.
import { shownPath } from '../checkpoints/paths.js';
import { refused, type Refused } from './answers.js';
import { bring, treeOf } from './exchange.js';
import { compose } from './compose.js';
import { writeDifference } from './difference.js';
import { lookAt } from './keep.js';
import { lay } from './lay.js';
import { mergeTrees } from './merge.js';
import type { TreesPlace } from './place.js';
import type { KeptWork } from './record.js';
import { type Standing, standing } from './standing.js';

export type TakenUp =
  | {
      kind: 'taken';
      how: 'as_it_was' | 'merged';
      /** Files that no checkpoint held: where they are. */ aside: { path: string; to: string }[];
    }
  /** The tree is as the branch; `file`: as asked for. */
  | { kind: 'difference'; file: string; paths: string[] }
  | Refused;

export interface TakeUp {
  root: string;
  /** Of the kept work. */
  number: number;
  /** Absolute: where the difference is written, should there be one. */
  file: string;
}

/** It stays kept. A repeat finds what a call laid that was killed. Throws with what git said. */
export async function takeUp(place: TreesPlace, { root, number, file }: TakeUp): Promise<TakenUp> {
  const found = await standing(place, root);
  if (found.kind === 'refused') return found;
  const work = found.record.kept.find((one) => one.number === number);
  if (work === undefined)
    return refused(`Nothing is kept of ${root} under the number ${number}.`, 'Start afresh from the branch.');
  const merged = await mergedWith(place, found, work);
  if (merged.kind === 'conflict') return asDifference(place, found, { work, file, paths: merged.files.map(shownPath) });
  const how = work.tip === found.record.tip ? 'as_it_was' : 'merged';
  const laid = await layIfClean(place, found, merged.tree);
  return laid ?? { kind: 'taken', how, aside: work.aside ?? [] };
}

async function mergedWith(place: TreesPlace, { repository, record, tip }: Standing, work: KeptWork) {
  const base = await treeOf(place, repository, work.tip);
  await bring(place, repository, { root: record.root, tree: base, what: `kept-base/${work.number}`, known: tip });
  return mergeTrees(place, repository, { base, one: tip, other: work.tree });
}

/** Null: it is laid. Nothing is, where the tree holds other work than what a call laid that was killed. */
export async function layIfClean(
  place: TreesPlace,
  { repository, record, tip }: Standing,
  to: string,
): Promise<Refused | null> {
  if (record.laying !== undefined) {
    await lay(place, repository, record, record.laying);
    if (record.laying.to === to) return null;
  }
  const { laying: _done, ...rest } = record;
  const { tree } = await compose(place, rest, await lookAt(place, rest), tip);
  if (tree === to) return null;
  if (tree !== tip) return refused('There is other work in the tree.', 'Set that back first, or commit it.');
  await lay(place, repository, rest, { from: tip, to });
  return null;
}

async function asDifference(
  place: TreesPlace,
  { repository }: Standing,
  { work, file, paths }: { work: KeptWork; file: string; paths: string[] },
): Promise<TakenUp> {
  await writeDifference(place, [await treeOf(place, repository, work.tip), work.tree], file);
  return { kind: 'difference', file, paths };
}
