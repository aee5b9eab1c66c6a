// What is drawn of a plane. Stages on the way stand above; those that mend, and the ends that nobody wants, stand below on rails: a rail is
// one ladder (the places that an outcome leads to, best first), drawn once for all stages that share it, so that no thicket hides the way.
import type { EdgePicture, PlanePicture } from '../../contract.js';
import { groupedBy } from '../grouped.js';
import { linesOf } from './words.js';

export interface Place {
  id: string;
  is: 'node' | 'end' | 'entry';
  name: string;
  /** Whether it stands below. */
  isLow: boolean;
}

/** One line from place to place, from a place to a rail, or from a rail to a place. */
export interface Link {
  id: string;
  from: string;
  to: string;
  is: EdgePicture['is'] | 'entry';
  /** Stage that the outcomes are of; empty where a rail or an entry leads on. */
  node: string;
  outcomes: string[];
  /** Its place on its ladder, from 1; null = it is the only one. */
  rung: number | null;
  bound: EdgePicture['bound'];
  /** What stands on it; none where it has nothing to say. */
  lines: string[];
}

export interface Drawn {
  places: Place[];
  links: Link[];
  /** Outcomes that lead to it; more often than not `BLOCKED`. */
  rails: { id: string; outcomes: string[] }[];
  /** By `wayKey`: the links that an edge of the plan goes over. */
  ways: Map<string, string[]>;
}

/** The rungs of one outcome of one stage. */
type Ladder = EdgePicture[];

export const wayKey = ({ from, to, outcome }: Pick<EdgePicture, 'from' | 'to' | 'outcome'>): string =>
  JSON.stringify([from, outcome, to]);

const placeOf = ({ to, ends }: EdgePicture): string => `${ends ? 'end' : 'node'}:${to}`;

/** As many stages share a ladder before it is drawn as a rail. */
const SHARED = 3;

/** `isTerse`: the one outcome of a stage that leads on is not written. */
export function drawnOf(plane: PlanePicture, isTerse = false): Drawn {
  const ladders = grouped(plane.edges, ({ from, outcome }) => [from, outcome]);
  const low = lowPlaces(plane, ladders);
  const places = placesOf(plane).map((place) => ({ ...place, isLow: low.has(place.id) }));
  const drawn: Drawn = { places, links: plane.entries.map(entryLink), rails: [], ways: new Map() };
  const toRails = ladders.flatMap((rungs) => {
    const isRailed = (edge: EdgePicture): boolean => !low.has(`node:${edge.from}`) && low.has(placeOf(edge));
    const railed = rungs.filter((edge) => isRailed(edge) || (rungs.length > 1 && low.has(placeOf(edge))));
    for (const edge of rungs) if (!railed.includes(edge)) drawDirect(drawn, edge, rungs);
    return railed.length === 0 ? [] : [railed];
  });
  for (const shared of grouped(toRails, rungsKey)) drawRail(drawn, shared);
  const isPlain = (link: Link): boolean =>
    link.is === 'success' && link.bound === null && link.rung === null && onlyOne(drawn.links, link);
  return {
    ...drawn,
    links: drawn.links.map((link) => ({ ...link, lines: isTerse && isPlain(link) ? [] : linesOf(link) })),
  };
}

const onlyOne = (links: readonly Link[], { node }: Link): boolean =>
  links.filter((link) => link.node === node && link.is === 'success').length === 1;

function placesOf({ nodes, edges, entries }: PlanePicture): Omit<Place, 'isLow'>[] {
  const ends = [...new Set(edges.filter(({ ends: isEnd }) => isEnd).map(({ to }) => to))];
  return [
    ...entries.map(({ family }) => ({ id: `entry:${family}`, is: 'entry' as const, name: family })),
    ...nodes.map(({ node }) => ({ id: `node:${node}`, is: 'node' as const, name: node })),
    ...ends.map((end) => ({ id: `end:${end}`, is: 'end' as const, name: end })),
  ];
}

/** What ladders that many stages share lead to, unless the normal way leads there too; and the unwanted ends of what stands there. */
function lowPlaces({ entries }: PlanePicture, ladders: readonly Ladder[]): Set<string> {
  const shared = grouped(ladders, rungsKey).filter(isShared).flat();
  const onWay = reached(
    new Set(entries.map(({ node }) => `node:${node}`)),
    ladders.filter((one) => !shared.includes(one)),
  );
  const low = new Set(
    shared
      .flat()
      .map(placeOf)
      .filter((place) => !onWay.has(place)),
  );
  const unwanted = ladders.flat().filter((edge) => edge.ends && edge.is === 'failure');
  for (const edge of unwanted) if (low.has(`node:${edge.from}`)) low.add(placeOf(edge));
  return low;
}

const isShared = (ladders: readonly Ladder[]): boolean =>
  ladders[0]?.[0]?.is !== 'success' && new Set(ladders.map(([edge]) => edge?.from)).size >= SHARED;

/** Stages that the first rungs of ladders lead to. */
function reached(from: Set<string>, ladders: readonly Ladder[]): Set<string> {
  for (const place of from) {
    for (const [first] of ladders) if (first && !first.ends && place === `node:${first.from}`) from.add(placeOf(first));
  }
  return from;
}

const rungsKey = (rungs: Ladder): unknown[] => rungs.map((rung) => [placeOf(rung), rung.bound?.name ?? null]);

/** Groups in the order in which they began. */
const grouped = <T>(all: readonly T[], keyOf: (one: T) => unknown[]): T[][] => [
  ...groupedBy(all, (one) => JSON.stringify(keyOf(one))).values(),
];

const entryLink = ({ family, node }: PlanePicture['entries'][number]): Link => ({
  ...{ id: `entry:${family}>${node}`, from: `entry:${family}`, to: `node:${node}`, is: 'entry', node: '' },
  ...{ outcomes: [], rung: null, bound: null, lines: [] },
});

function drawDirect(drawn: Drawn, edge: EdgePicture, ladder: Ladder): void {
  const { from, outcome, is, bound } = edge;
  const rung = ladder.length === 1 ? null : ladder.indexOf(edge) + 1;
  const id = addLink(drawn, {
    from: `node:${from}`,
    to: placeOf(edge),
    is,
    node: from,
    outcomes: [outcome],
    rung,
    bound,
  });
  drawn.ways.set(wayKey(edge), [id]);
}

/** Their rungs are the same. */
function drawRail(drawn: Drawn, ladders: readonly Ladder[]): void {
  const [rungs = []] = ladders;
  const rail = `rail:${drawn.rails.length}`;
  drawn.rails.push({ id: rail, outcomes: [...new Set(ladders.flatMap(([edge]) => edge?.outcome ?? []))] });
  const down = rungs.map((edge, at) => {
    const rung = rungs.length === 1 ? null : at + 1;
    return addLink(drawn, {
      from: rail,
      to: placeOf(edge),
      is: edge.is,
      node: '',
      outcomes: [],
      rung,
      bound: edge.bound,
    });
  });
  for (const ladder of ladders) joinRail(drawn, rail, ladder, down);
}

function joinRail(drawn: Drawn, rail: string, ladder: Ladder, down: readonly string[]): void {
  const [first] = ladder;
  if (first === undefined) return;
  const { from, outcome, is } = first;
  const id = addLink(drawn, {
    from: `node:${from}`,
    to: rail,
    is,
    node: from,
    outcomes: [outcome],
    rung: null,
    bound: null,
  });
  ladder.forEach((edge, at) => drawn.ways.set(wayKey(edge), [id, down[at] ?? '']));
}

/** Links between the same two places that mean the same are one, with the outcomes of all. */
function addLink(drawn: Drawn, link: Omit<Link, 'id' | 'lines'>): string {
  const id = JSON.stringify([link.from, link.to, link.is, link.rung, link.bound?.name ?? null]);
  const there = drawn.links.find((one) => one.id === id);
  if (there) there.outcomes.push(...link.outcomes);
  else drawn.links.push({ id, ...link, lines: [] });
  return id;
}
