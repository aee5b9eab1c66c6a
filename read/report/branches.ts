// What came of a root, in the order of a tree: each item below what it came of.
import { below } from '../../core/documents/kin.js';
import type { KinItem } from './lineages.js';

export type BranchItem = KinItem & {
  /** How far below the root, from 1 on. */
  depth: number;
};

export function branchesBelow(all: readonly KinItem[], root: string): BranchItem[] {
  const mine = below(all, root).sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
  const ids = new Set(mine.map(({ id }) => id));
  const parentOf = ({ parents }: KinItem): string => parents.findLast((one) => ids.has(one)) ?? root;
  const seen = new Set<KinItem>();
  const under = (parent: string, depth: number): BranchItem[] =>
    mine.flatMap((one) => {
      if (seen.has(one) || parentOf(one) !== parent) return [];
      seen.add(one);
      return [{ ...one, depth }, ...under(one.id, depth + 1)];
    });
  // Documents may name each other as their origin: none of them is left out for it.
  const tree = under(root, 1);
  return [...tree, ...mine.filter((one) => !seen.has(one)).map((one) => ({ ...one, depth: 1 }))];
}
