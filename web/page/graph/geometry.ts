// Lengths are px of a picture that is not scaled. Everything is laid out from left to right; a narrow page gets it turned, top to bottom.
import type { Drawn, Link, Place } from './drawn.js';

export interface Point {
  x: number;
  y: number;
}

/** `x` and `y` are its middle. */
export interface Box extends Point {
  width: number;
  height: number;
}

export interface LaidPlace extends Place, Box {}

export interface LaidLink extends Link {
  points: Point[];
  label: Box | null;
}

export interface LaidRail {
  id: string;
  outcomes: string[];
  from: Point;
  to: Point;
  label: Box;
}

export interface Laid extends Pick<Drawn, 'ways'> {
  width: number;
  height: number;
  places: LaidPlace[];
  links: LaidLink[];
  rails: LaidRail[];
}

export const right = ({ x, width }: Box): number => x + width / 2;
export const left = ({ x, width }: Box): number => x - width / 2;
export const top = ({ y, height }: Box): number => y - height / 2;
export const bottom = ({ y, height }: Box): number => y + height / 2;

const turnedPoint = ({ x, y }: Point): Point => ({ x: y, y: x });
export const turnedBox = <T extends Box>(box: T): T => ({
  ...box,
  x: box.y,
  y: box.x,
  width: box.height,
  height: box.width,
});

export const turned = ({ width, height, places, links, rails, ways }: Laid): Laid => ({
  ...{ width: height, height: width, ways },
  places: places.map(turnedBox),
  links: links.map((link) => ({
    ...{ ...link, points: link.points.map(turnedPoint) },
    label: link.label && turnedBox(link.label),
  })),
  rails: rails.map((rail) => ({
    ...{ ...rail, from: turnedPoint(rail.from), to: turnedPoint(rail.to), label: turnedBox(rail.label) },
  })),
});
