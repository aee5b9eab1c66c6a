// The items under a root as rows of a tree: what is folded up is not there, what is searched for is, with all above it. Pure.
import type { LineagePage } from '../../contract.js';
import { groupedBy } from '../grouped.js';

export type TreeItem = LineagePage['items'][number];

export interface TreeRow extends TreeItem {
  /** From 1. */
  level: number;
  hasChildren: boolean;
  isOpen: boolean;
  /** Its place among its siblings, from 1, and how many they are. */
  position: number;
  siblings: number;
}

/** `items`: parents before children. `folded`: items whose children are not shown. A search opens what it finds. */
export function treeRows(items: readonly TreeItem[], folded: ReadonlySet<string>, search: string): TreeRow[] {
  const parents = parentsOf(items);
  const found = foundIn(items, parents, search);
  const children = childrenOf(parents);
  const isShown = (at: number): boolean =>
    search === '' ? !aboveOf(parents, at).some((above) => folded.has(items[above]?.item ?? '')) : found.has(at);
  return items.flatMap((item, at) => {
    if (!isShown(at)) return [];
    const peers = children.get(parents[at] ?? -1) ?? [];
    const hasChildren = children.has(at);
    const isOpen = hasChildren && (search !== '' || !folded.has(item.item));
    const place = { position: peers.indexOf(at) + 1, siblings: peers.length };
    return [{ ...item, level: aboveOf(parents, at).length + 1, hasChildren, isOpen, ...place }];
  });
}

/** Place of the parent of each; -1 = it has none. Depths that leave one out are taken as they come. */
function parentsOf(items: readonly TreeItem[]): number[] {
  const open: number[] = [];
  return items.map(({ depth }, at) => {
    while (open.length > 0 && (items[open.at(-1) ?? 0]?.depth ?? 0) >= depth) open.pop();
    const parent = open.at(-1) ?? -1;
    open.push(at);
    return parent;
  });
}

/** By the place of their parent, in their order. */
const childrenOf = (parents: readonly number[]): Map<number, number[]> =>
  groupedBy(parents.keys(), (at) => parents[at] ?? -1);

function aboveOf(parents: readonly number[], at: number): number[] {
  const above: number[] = [];
  for (let parent = parents[at] ?? -1; parent !== -1; parent = parents[parent] ?? -1) above.push(parent);
  return above;
}

function foundIn(items: readonly TreeItem[], parents: readonly number[], search: string): Set<number> {
  const words = search.toLowerCase();
  const fits = ({ item, title, state }: TreeItem): boolean => `${item} ${title} ${state}`.toLowerCase().includes(words);
  return new Set(items.flatMap((item, at) => (fits(item) ? [at, ...aboveOf(parents, at)] : [])));
}

export interface TreeStep {
  /** Row that gets the focus; -1 = none does. */
  to: number;
  fold?: string;
  unfold?: string;
}

/** What a key means while the focus is on row `at`, as trees have it everywhere; null = nothing. */
export function treeKey(rows: readonly TreeRow[], at: number, key: string): TreeStep | null {
  const row = rows[at];
  if (row === undefined) return null;
  switch (key) {
    case 'ArrowDown':
      return { to: Math.min(rows.length - 1, at + 1) };
    case 'ArrowUp':
      return { to: Math.max(0, at - 1) };
    case 'Home':
      return { to: 0 };
    case 'End':
      return { to: rows.length - 1 };
    case 'ArrowRight':
      return !row.hasChildren ? null : row.isOpen ? { to: at + 1 } : { to: at, unfold: row.item };
    case 'ArrowLeft':
      return row.isOpen ? { to: at, fold: row.item } : { to: parentRow(rows, at) };
    default:
      return null;
  }
}

function parentRow(rows: readonly TreeRow[], at: number): number {
  const level = rows[at]?.level ?? 1;
  const above = rows.slice(0, at).findLastIndex((row) => row.level < level);
  return above === -1 ? at : above;
}
