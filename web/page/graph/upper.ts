// The way itself: entries, stages and ends in layers by dagre, which gives the same for the same plan.
import { Graph, layout } from '@dagrejs/dagre';
import type { Link } from './drawn.js';
import { type Box, type LaidLink, type LaidPlace, type Point, turnedBox } from './geometry.js';
import { textWidth } from './words.js';

type Sized = Omit<LaidPlace, 'x' | 'y'>;

/** The normal way is kept straight and short; what mends may go around. */
const WEIGHTS = { entry: 4, success: 9, repair: 2, failure: 1 };
const LINE = 13;

/** `isTurned`: labels are as wide as their column is high. */
export function laidUpper(
  places: readonly Sized[],
  links: readonly Link[],
  isTurned: boolean,
): [LaidPlace[], LaidLink[]] {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: isTurned ? 14 : 16, edgesep: 10, ranksep: isTurned ? 30 : 28 });
  for (const { id, width, height } of places) graph.setNode(id, { width, height });
  for (const link of links) {
    const label = labelBox(link.lines, isTurned);
    graph.setEdge(link.from, link.to, { ...label, labelpos: 'c', weight: WEIGHTS[link.is] }, link.id);
  }
  layout(graph);
  const placed = places.map((place): LaidPlace => ({ ...place, ...pointOf(graph.node(place.id) as Partial<Point>) }));
  return [placed, links.map((link) => laidLink(link, graph.edge(link.from, link.to, link.id) as Routed, isTurned))];
}

type Routed = Partial<Point> & { points: Point[] };

function laidLink(link: Link, edge: Routed, isTurned: boolean): LaidLink {
  const points = edge.points.map(pointOf);
  return {
    ...link,
    points,
    label: link.lines.length === 0 ? null : { ...labelBox(link.lines, isTurned), ...pointOf(edge) },
  };
}

const pointOf = ({ x = 0, y = 0 }: Partial<Point>): Point => ({ x, y });

/** Its middle is not known yet. */
export function labelBox(lines: readonly string[], isTurned: boolean): Box {
  if (lines.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const box = { x: 0, y: 0, width: Math.max(...lines.map(textWidth)) + 8, height: lines.length * LINE + 3 };
  return isTurned ? turnedBox(box) : box;
}
