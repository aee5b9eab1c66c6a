// What the feed says of items that go from stage to stage, as ways over the picture.
import type { EventRow, PlanPicture } from '../../contract.js';
import { wayKey } from './drawn.js';
import { familyOf } from './facts.js';

export interface Move {
  /** Number of the row that tells it. */
  seq: number;
  item: string;
  plane: string;
  /** Of the edge; null = it comes in by the entry of its family. */
  way: string | null;
  to: string;
}

/** `stands`: by item, its last known stage; it is brought up to date. `rows`: oldest first. */
export function movesIn(picture: PlanPicture, stands: Map<string, string>, rows: readonly EventRow[]): Move[] {
  return rows.flatMap((row) => moveOf(picture, stands, row) ?? []);
}

function moveOf(picture: PlanPicture, stands: Map<string, string>, { type, item, node, seq }: EventRow): Move | null {
  const from = stands.get(item);
  if (type === 'stage_started' && node !== '') {
    stands.set(item, node);
    return from === undefined
      ? entering(picture, { item, node, seq })
      : going(picture, from, { item, seq }, (edge) => !edge.ends && edge.to === node);
  }
  if (type !== 'work_item_done' && type !== 'work_item_blocked') return null;
  stands.delete(item);
  const wanted = type === 'work_item_blocked' ? 'failure' : 'success';
  return from === undefined ? null : going(picture, from, { item, seq }, (edge) => edge.ends && edge.is === wanted);
}

type Edge = PlanPicture['planes'][number]['edges'][number];

function going(
  { planes }: PlanPicture,
  from: string,
  about: Pick<Move, 'item' | 'seq'>,
  fits: (edge: Edge) => boolean,
): Move | null {
  for (const { plane, edges } of planes) {
    const edge = edges.find((one) => one.from === from && fits(one));
    if (edge) return { ...about, plane, way: wayKey(edge), to: edge.to };
  }
  return null;
}

function entering(
  { planes }: PlanPicture,
  { item, node, seq }: { item: string; node: string; seq: number },
): Move | null {
  const family = familyOf(item);
  const plane = planes.find(({ entries }) => entries.some((one) => one.family === family && one.node === node));
  return plane === undefined ? null : { seq, item, plane: plane.plane, way: null, to: node };
}
