// The items below a spec, an incident or a probe, by what the documents say of their origin.
import { below, type Kin, kinOf } from '../core/documents/kin.js';
import { documentHead } from '../core/documents/head.js';
import { readPiece, shown } from './files.js';
import type { Place } from './folders.js';
import type { HeadsOf } from './heads.js';
import { type ItemView, listItems } from './items.js';

/** A document may be longer; its fields stand at its beginning. */
const HEAD_BYTES = 4096;

/** An item with where it belongs. */
export type KinItem = ItemView & Kin;

/** Reads the beginning of every document that there is. */
export const kinItems = (workspace: string, heads: HeadsOf): KinItem[] =>
  listItems(workspace, heads).map((item) => kinItem(workspace, item));

/** Reads the beginning of its document. */
export const kinItem = (workspace: string, item: ItemView): KinItem => ({ ...item, ...kin(workspace, item) });

/** The same of an item whose head nobody has: its document is opened once. */
export function kinItemIn(workspace: string, place: Place): KinItem {
  const { family, id, path } = place;
  const text = readPiece(shown(workspace, path), { first: HEAD_BYTES })?.text ?? '';
  return { ...place, ...documentHead(family, text), ...kinOf(family, id, text) };
}

/** Oldest first. Reads as `kinItems` does. */
export const readLineage = (workspace: string, heads: HeadsOf, id: string): ItemView[] =>
  below(kinItems(workspace, heads), id)
    .map(({ root: _root, parents: _parents, ...item }) => item)
    .sort(oldestFirst);

export const oldestFirst = (a: ItemView, b: ItemView): number =>
  a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id);

/** `backlog` for one of no root. */
export const rootOfItem = (workspace: string, item: Pick<ItemView, 'family' | 'id' | 'path'>): string =>
  kin(workspace, item).root;

function kin(workspace: string, { family, id, path }: Pick<ItemView, 'family' | 'id' | 'path'>): Kin {
  return kinOf(family, id, readPiece(shown(workspace, path), { first: HEAD_BYTES })?.text ?? '');
}
