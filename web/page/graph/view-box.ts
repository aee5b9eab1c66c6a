// What part of a picture is shown: moved and made larger or smaller, around a point that stays where it is. Pure.

export interface ViewBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

/** The closest and the farthest look, against the whole picture. */
const CLOSEST = 8;

export const whole = ({ width, height }: Size): ViewBox => ({ x: 0, y: 0, width, height });

/** `factor` above 1 comes closer. `at`: what stays where it is, as parts of the width and the height that are shown, 0 to 1. */
export function zoomed(box: ViewBox, size: Size, factor: number, at = { x: 0.5, y: 0.5 }): ViewBox {
  const width = Math.min(size.width, Math.max(size.width / CLOSEST, box.width / factor));
  const height = (width * size.height) / size.width;
  const [x, y] = [box.x + (box.width - width) * at.x, box.y + (box.height - height) * at.y];
  return kept({ x, y, width, height }, size);
}

/** By parts of what is shown: `dx` 0.1 shows what lies a tenth further right. */
export const moved = (box: ViewBox, size: Size, dx: number, dy: number): ViewBox =>
  kept({ ...box, x: box.x + dx * box.width, y: box.y + dy * box.height }, size);

/** Nothing is shown that lies outside of the picture. */
const kept = (box: ViewBox, size: Size): ViewBox => ({
  ...box,
  x: Math.min(Math.max(0, box.x), size.width - box.width),
  y: Math.min(Math.max(0, box.y), size.height - box.height),
});

export const isWhole = (box: ViewBox, size: Size): boolean => box.width >= size.width - 0.5;
