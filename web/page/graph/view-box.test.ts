// However somebody moves and zooms, a part of the picture is shown, whole and not stretched.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWhole, moved, type ViewBox, whole, zoomed } from './view-box.js';

const size = { width: 1200, height: 400 };
const part = fc.double({ min: 0, max: 1, noNaN: true });
const step = fc.oneof(
  fc.record({ factor: fc.constantFrom(0.5, 0.8, 1.25, 4), x: part, y: part }).map(
    ({ factor, ...at }) =>
      (box: ViewBox) =>
        zoomed(box, size, factor, at),
  ),
  fc.tuple(part, part).map(
    ([dx, dy]) =>
      (box: ViewBox) =>
        moved(box, size, 2 * dx - 1, 2 * dy - 1),
  ),
);

it('stays within the picture and keeps its form', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const box = steps.reduce((shown, one) => one(shown), whole(size));
      expect(box.width / box.height).toBeCloseTo(3);
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(-1e-6);
      expect(box.x + box.width).toBeLessThanOrEqual(1200 + 1e-6);
      expect(box.y + box.height).toBeLessThanOrEqual(400 + 1e-6);
      expect(box.width).toBeGreaterThanOrEqual(150);
    }),
  );
});

it('keeps the point in its place that the pointer is on', () => {
  const closer = zoomed(whole(size), size, 2, { x: 0.25, y: 0.5 });
  expect(closer.x + 0.25 * closer.width).toBeCloseTo(300);
  expect([isWhole(closer, size), isWhole(zoomed(closer, size, 0.1), size)]).toEqual([false, true]);
});
