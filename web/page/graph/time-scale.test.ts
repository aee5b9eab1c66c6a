// The axis of time: marks at round times, what somebody chooses by dragging, and bars that never lie on each other.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brushed, movedSpan, partOf, rowsOf, type Span, ticks, timeAt, zoomedSpan } from './time-scale.js';

const HOUR = 3_600_000;
const day: Span = { from: Date.parse('2026-01-31T00:20:00Z'), to: Date.parse('2026-02-01T00:20:00Z') };
const spans = fc
  .array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 30 })), { maxLength: 40 })
  .map((all) => all.map(([from, length]) => ({ from, to: from + length })).sort((a, b) => a.from - b.from));

describe('marks', () => {
  it('stand at round times of the reader, and are no more than fit', () => {
    const marks = ticks(day, 8, HOUR);
    expect(marks.map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
      '02:00',
      '05:00',
      '08:00',
      '11:00',
      '14:00',
      '17:00',
      '20:00',
      '23:00',
    ]);
    fc.assert(
      fc.property(
        fc.integer({ min: 60_000, max: 400 * 24 * HOUR }),
        fc.integer({ min: 2, max: 12 }),
        (length, most) => {
          const found = ticks({ from: day.from, to: day.from + length }, most, 0);
          expect(found.length).toBeLessThanOrEqual(most + 1);
          for (const at of found) expect(at >= day.from && at <= day.from + length).toBe(true);
        },
      ),
    );
  });
});

describe('a stretch', () => {
  it('is chosen by dragging in either direction, and a click chooses none', () => {
    expect(brushed(day, 0.75, 0.25)).toEqual({ from: timeAt(0.25, day), to: timeAt(0.75, day) });
    expect(brushed(day, 0.5, 0.5)).toBeNull();
    expect(partOf(timeAt(0.3, day), day)).toBeCloseTo(0.3);
  });

  it('never runs ahead of the present', () => {
    const now = day.to;
    expect(movedSpan(day, 0.5, now)).toEqual(day);
    expect(zoomedSpan(day, 4, now).to).toBe(now);
    expect(zoomedSpan(day, 0.000001, now).to - zoomedSpan(day, 0.000001, now).from).toBe(300_000);
  });
});

it('puts bars that overlap in rows of their own, and needs no row too many', () => {
  expect(
    rowsOf([
      { from: 0, to: 5 },
      { from: 2, to: 4 },
      { from: 5, to: 6 },
    ]),
  ).toEqual([0, 1, 0]);
  fc.assert(
    fc.property(spans, (all) => {
      const rows = rowsOf(all);
      const deepest = Math.max(
        0,
        ...all.map(({ from }) => all.filter((one) => one.from <= from && one.to > from).length),
      );
      expect(Math.max(-1, ...rows) + 1).toBe(deepest);
      all.forEach((a, i) =>
        all.forEach((b, k) => i < k && rows[i] === rows[k] && expect(a.to <= b.from || b.to <= a.from).toBe(true)),
      );
    }),
  );
});
