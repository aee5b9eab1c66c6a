// What stands below the way: a row of those who mend and of unwanted ends, the rails over it that lead there, and the lines back up.
import type { Drawn, Link } from './drawn.js';
import {
  bottom,
  type Box,
  type LaidLink,
  type LaidPlace,
  type LaidRail,
  left,
  type Point,
  right,
  top,
} from './geometry.js';
import { labelBox } from './upper.js';

export interface Below {
  places: LaidPlace[];
  links: LaidLink[];
  rails: LaidRail[];
}

interface Room {
  upper: readonly LaidPlace[];
  drawn: Drawn;
  isTurned: boolean;
}

const STEP = 5;

/** `row`: what stands in it, not yet placed; its links are those that begin or end below. */
export function laidLower(room: Room, row: readonly Omit<LaidPlace, 'x' | 'y'>[], links: readonly Link[]): Below {
  const floor = Math.max(0, ...room.upper.map(bottom)) + 8;
  const returnsAt = lanesBack(room, links, floor);
  const rails = railsAt(room, (returnsAt.at(-1)?.under ?? floor) + 4);
  const last = rails.at(-1)?.from.y ?? floor;
  const places = rowAt(row, last + 30, room);
  const lanes: Lanes = { room, places, rails, returnsAt, links };
  const laid = links.map((link) => routed(lanes, link));
  return { places, links: laid, rails: rails.map((rail) => stretched(rail, laid)) };
}

const isReturn = ({ upper }: Room, { from, to }: Link): boolean =>
  !from.startsWith('rail:') && upper.some(({ id }) => id === to) && upper.every(({ id }) => id !== from);

interface LaneBack {
  from: string;
  y: number;
  under: number;
}

/** One line for each that sends work back up, as high as what is written on it. */
function lanesBack(room: Room, links: readonly Link[], floor: number): LaneBack[] {
  let under = floor;
  const back = links.filter((link) => isReturn(room, link));
  return [...new Set(back.map(({ from }) => from))].map((from) => {
    const lines = back.filter((link) => link.from === from).map((link) => labelBox(link.lines, room.isTurned).height);
    const height = Math.max(14, ...lines);
    under += height + 4;
    return { from, y: under - height / 2 - 2, under };
  });
}

/** Each with room for its labels above it; how far it reaches is seen from what joins it. */
function railsAt({ drawn, isTurned }: Room, first: number): LaidRail[] {
  const tallest = (id: string): number =>
    Math.max(16, ...drawn.links.filter(({ from }) => from === id).map((link) => labelBox(link.lines, isTurned).height));
  let y = first;
  return drawn.rails.map(({ id, outcomes }): LaidRail => {
    y += tallest(id) + 6;
    return { id, outcomes, from: { x: 0, y }, to: { x: 0, y }, label: labelBox([outcomes.join(', ')], isTurned) };
  });
}

/** Beside each other, under what is above. */
function rowAt(row: readonly Omit<LaidPlace, 'x' | 'y'>[], y: number, { isTurned, upper }: Room): LaidPlace[] {
  const tall = Math.max(0, ...row.map(({ height }) => height));
  let x = Math.min(...upper.filter(({ is }) => is === 'node').map(left)) + (isTurned ? 40 : 90);
  return row.map((place) => {
    const placed = { ...place, x: x + place.width / 2, y: y + tall / 2 };
    x += place.width + (place.is === 'node' ? (isTurned ? 44 : 84) : 26);
    return placed;
  });
}

interface Lanes {
  room: Room;
  places: readonly LaidPlace[];
  rails: readonly LaidRail[];
  returnsAt: readonly LaneBack[];
  links: readonly Link[];
}

function routed(lanes: Lanes, link: Link): LaidLink {
  const rail = lanes.rails.find(({ id }) => id === link.to || id === link.from);
  const [from, to] = [boxOf(lanes, link.from), boxOf(lanes, link.to)];
  if (rail && from) return join(lanes, link, from, rail);
  if (rail && to) return drop(lanes, link, rail, to);
  if (from && to) return isReturn(lanes.room, link) ? back(lanes, link, from, to) : beside(lanes, link, from, to);
  throw new Error(`nothing stands at an end of ${link.id}`);
}

const boxOf = ({ room, places }: Lanes, id: string): LaidPlace | undefined =>
  [...room.upper, ...places].find((place) => place.id === id);

/** From a stage down through the gap behind its column, where no stage stands; from the row straight up. */
function join(lanes: Lanes, link: Link, from: LaidPlace, { from: { y } }: LaidRail): LaidLink {
  if (from.isLow) {
    const x = right(from) - 12 - STEP * 2 * lanes.rails.findIndex(({ id }) => id === link.to);
    return laid(link, [
      { x, y: top(from) },
      { x, y },
    ]);
  }
  const x = channel(lanes, link, from, 'to');
  const height = Math.min(bottom(from) - 5, from.y + 9 + STEP * place(lanes, link));
  return laid(link, [
    { x: right(from), y: height },
    { x, y: height },
    { x, y },
  ]);
}

/** How many of the same stage go down before it. */
const place = ({ links }: Lanes, link: Link): number =>
  links.filter(({ from, to }) => from === link.from && to.startsWith('rail:')).indexOf(link);

/** Lines in a gap do not lie on each other. */
function channel({ room, links }: Lanes, link: Link, box: LaidPlace, end: 'from' | 'to'): number {
  const column = room.upper.filter(({ x, is }) => Math.abs(x - box.x) < 1 && is !== 'entry');
  const own =
    end === 'to' ? (one: Link) => one.to.startsWith('rail:') && one.from : (one: Link) => isReturn(room, one) && one.to;
  const inGap = links.filter((one) => column.some(({ id }) => id === own(one)));
  const at = STEP * (1 + inGap.indexOf(link));
  return end === 'to' ? Math.max(...column.map(right)) + at : Math.min(...column.map(left)) - at - 4;
}

function drop({ rails, room }: Lanes, link: Link, rail: LaidRail, to: LaidPlace): LaidLink {
  const x = left(to) + 14 + 14 * rails.indexOf(rail);
  const size = labelBox(link.lines, room.isTurned);
  const label = { ...size, x: x + 4 + size.width / 2, y: rail.from.y - 2 - size.height / 2 };
  return laid(
    link,
    [
      { x, y: rail.from.y },
      { x, y: top(to) },
    ],
    label,
  );
}

/** Up over the rails, along, and into the gap before its column. */
function back(lanes: Lanes, link: Link, from: LaidPlace, to: LaidPlace): LaidLink {
  const y = lanes.returnsAt.find((lane) => lane.from === from.id)?.y ?? 0;
  const [x, into] = [from.x + 8, channel(lanes, link, to, 'from')];
  const height = Math.min(bottom(to) - 5, to.y + 10);
  const size = labelBox(link.lines, lanes.room.isTurned);
  const label = { ...size, x: x - size.width / 2 - 10, y };
  const points = [
    { x, y: top(from) },
    { x, y },
    { x: into, y },
    { x: into, y: height },
    { x: left(to), y: height },
  ];
  return laid(link, points, label);
}

/** To its neighbour straight, to others under the row. */
function beside(lanes: Lanes, link: Link, from: LaidPlace, to: LaidPlace): LaidLink {
  const { places, links, room } = lanes;
  const size = labelBox(link.lines, room.isTurned);
  const isNext = Math.abs(places.indexOf(from) - places.indexOf(to)) === 1;
  const under = links.filter((one) => one.from === from.id && !one.to.startsWith('rail:') && !isReturn(room, one));
  const at = under.indexOf(link);
  const y = Math.max(...places.map(bottom)) + 12 + (size.height + 3) * at;
  const [sign, x] = [to.x < from.x ? -1 : 1, from.x + 10 * at];
  const edge = { x: from.x + (sign * from.width) / 2, y: from.y };
  const points = isNext
    ? [edge, { x: to.x - (sign * to.width) / 2, y: from.y }]
    : [
        { x, y: bottom(from) },
        { x, y },
        { x: to.x, y },
        { x: to.x, y: bottom(to) },
      ];
  const [a, b] = isNext ? [points[0], points[1]] : [points[1], points[2]];
  const label = { ...size, x: ((a?.x ?? 0) + (b?.x ?? 0)) / 2, y: a?.y ?? 0 };
  return laid(link, points, label);
}

const laid = (link: Link, points: Point[], label: Box | null = null): LaidLink => ({
  ...{ ...link, points },
  label: link.lines.length === 0 ? null : label,
});

/** From the first thing that joins it to the last, with its name before it. */
function stretched(rail: LaidRail, links: readonly LaidLink[]): LaidRail {
  const joints = links.flatMap(
    ({ from, to, points }) => (to === rail.id ? points.at(-1)?.x : from === rail.id ? points[0]?.x : []) ?? [],
  );
  const [first, last] = [Math.min(...joints), Math.max(...joints)];
  const label: Box = { ...rail.label, x: first - 6 - rail.label.width / 2, y: rail.from.y };
  return { ...rail, from: { x: first - 6, y: rail.from.y }, to: { x: last, y: rail.to.y }, label };
}
