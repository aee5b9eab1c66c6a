// What came of a root, in the order of a tree: each item below what it came of.
import { below } from '../../core/documents/kin.js';
import { listIn, own } from '../../core/own.js';
import { type KinItem, oldestFirst } from '../lineage.js';

export type BranchItem = KinItem & {
  /** How far below the root, from 1 on. */
  depth: number;
};

export function branchesBelow(all: readonly KinItem[], root: string): BranchItem[] {
  const mine = below(all, root).sort(oldestFirst);
  const ids = new Set(mine.map(({ id }) => id));
  const parentOf = ({ parents }: KinItem): string => parents.findLast((one) => ids.has(one)) ?? root;
  const children: Record<string, KinItem[]> = {};
  for (const one of mine) listIn(children, parentOf(one)).push(one);
  const seen = new Set<KinItem>();
  const under = (parent: string, depth: number): BranchItem[] =>
    (own(children, parent) ?? []).flatMap((one) => {
      if (seen.has(one)) return [];
      seen.add(one);
      return [{ ...one, depth }, ...under(one.id, depth + 1)];
    });
  // Documents may name each other as their origin: none of them is left out for it.
  const tree = under(root, 1);
  return [...tree, ...mine.filter((one) => !seen.has(one)).map((one) => ({ ...one, depth: 1 }))];
}
