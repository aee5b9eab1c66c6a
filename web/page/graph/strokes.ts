// Lines as SVG writes them: corners a little round, and what is gone over more often is drawn wider.
import type { Flow } from '../../contract.js';
import { count } from '../grouped.js';
import { wayKey } from './drawn.js';
import type { Laid, Point } from './geometry.js';

const CORNER = 9;

/** Of no points the empty path. */
export function pathOf(points: readonly Point[]): string {
  return points.map((point, at) => (at === 0 ? `M${pair(point)}` : corner(points, at))).join('');
}

function corner(points: readonly Point[], at: number): string {
  const [before, point, after] = [points[at - 1], points[at], points[at + 1]];
  if (before === undefined || point === undefined) return '';
  if (after === undefined) return `L${pair(point)}`;
  return `L${pair(towards(point, before))}Q${pair(point)} ${pair(towards(point, after))}`;
}

/** No further than half the way. */
function towards(from: Point, to: Point): Point {
  const far = Math.hypot(to.x - from.x, to.y - from.y);
  const part = far === 0 ? 0 : Math.min(CORNER, far / 2) / far;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

const pair = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;

/** The whole way of an edge of the plan, over a rail too; null where it has no line. */
export function wayOf(laid: Laid, key: string): Point[] | null {
  const points = (laid.ways.get(key) ?? []).flatMap((id) => laid.links.find((link) => link.id === id)?.points ?? []);
  return points.length === 0 ? null : points;
}

/** How often each link was gone over: what its edges counted together. */
export function linkCounts(laid: Laid, edges: Iterable<readonly [key: string, count: number]>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [key, times] of edges) {
    for (const id of laid.ways.get(key) ?? []) count(counts, id, times);
  }
  return counts;
}

/** Of one plane, by `wayKey`. */
export const flowCounts = (flow: Flow, plane: string): [string, number][] =>
  flow.edges.filter((edge) => edge.plane === plane).map((edge) => [wayKey(edge), edge.count]);

/** In px: 1.5 for one that was never taken, and no wider than 7. */
export const strokeWidth = (count: number): number => Math.min(7, 1.5 + Math.log2(1 + count) * 0.8);
