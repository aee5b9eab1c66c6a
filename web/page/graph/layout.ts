// Where the parts of a plane stand: the way above, what mends below, moved into a frame that begins at 0.
import type { PlanePicture } from '../../contract.js';
import { drawnOf, type Place } from './drawn.js';
import { bottom, type Box, type Laid, left, type Point, right, top, turned, turnedBox } from './geometry.js';
import { laidLower } from './lower.js';
import { laidUpper } from './upper.js';
import { textWidth } from './words.js';

export interface Shape {
  /** From the top down, for a narrow page. */
  isNarrow: boolean;
  /** Room for a second line in a stage, and for a number at an end. */
  hasFigures: boolean;
  /** What is plain anyhow is not written: the one outcome of a stage that leads on. */
  isTerse?: boolean;
}

const MARGIN = 10;

/** On a narrow page whichever way needs less width. */
export function layoutOf(plane: PlanePicture, shape: Shape): Laid {
  const across = laidOut(plane, { ...shape, isNarrow: false });
  if (!shape.isNarrow) return across;
  const down = laidOut(plane, shape);
  return down.width < across.width ? down : across;
}

function laidOut(plane: PlanePicture, shape: Shape): Laid {
  const drawn = drawnOf(plane, shape.isTerse);
  const sized = drawn.places.map((place) => ({ ...place, ...sizeOf(place, shape) }));
  const isUp = (id: string): boolean => sized.some((place) => place.id === id && !place.isLow);
  const above = drawn.links.filter(({ from, to }) => isUp(from) && isUp(to));
  const [upper, upperLinks] = laidUpper(
    sized.filter((place) => !place.isLow),
    above,
    shape.isNarrow,
  );
  const row = sized.filter(({ isLow }) => isLow);
  const rest = drawn.links.filter((link) => !above.includes(link));
  const below = laidLower({ upper, drawn, isTurned: shape.isNarrow }, row, rest);
  const { rails } = below;
  const laid = framed({
    places: [...upper, ...below.places],
    links: [...upperLinks, ...below.links],
    rails,
    ways: drawn.ways,
  });
  return shape.isNarrow ? turned(laid) : laid;
}

const HEIGHTS = { node: 32, end: 24, entry: 22 };

function sizeOf({ is, name }: Place, { hasFigures, isNarrow }: Shape): Pick<Box, 'width' | 'height'> {
  const height = HEIGHTS[is] + (is === 'node' && hasFigures ? 18 : 0);
  const least = is === 'node' ? (hasFigures ? 108 : 92) : 50;
  const box = {
    x: 0,
    y: 0,
    width: Math.max(least, textWidth(name) * (is === 'node' ? 1.16 : 1) + (is === 'node' ? 30 : hasFigures ? 44 : 26)),
    height,
  };
  const { width, height: tall } = isNarrow ? turnedBox(box) : box;
  return { width, height: tall };
}

function framed({ places, links, rails, ways }: Omit<Laid, 'width' | 'height'>): Laid {
  const labels = [...links.flatMap(({ label }) => label ?? []), ...rails.map(({ label }) => label)];
  const points = links.flatMap((link) => link.points).map((point) => ({ ...point, width: 0, height: 0 }));
  const all: Box[] = [...places, ...labels, ...points];
  if (all.length === 0) all.push({ x: 0, y: 0, width: 0, height: 0 });
  const origin = { x: Math.min(...all.map(left)) - MARGIN, y: Math.min(...all.map(top)) - MARGIN };
  const moved = <T extends Point>(one: T): T => ({ ...one, x: one.x - origin.x, y: one.y - origin.y });
  return {
    ...{
      width: Math.max(...all.map(right)) - origin.x + MARGIN,
      height: Math.max(...all.map(bottom)) - origin.y + MARGIN,
    },
    ...{ ways, places: places.map(moved) },
    links: links.map((link) => ({ ...link, points: link.points.map(moved), label: link.label && moved(link.label) })),
    rails: rails.map((rail) => ({ ...rail, from: moved(rail.from), to: moved(rail.to), label: moved(rail.label) })),
  };
}
