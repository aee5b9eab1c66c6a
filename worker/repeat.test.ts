// A process that wakes seldom: what is due at about the same time comes together, and nothing comes much later than it was asked for.
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { repeatedly, setPace, steadily, untilDue } from './repeat.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => {
  setPace(1);
  vi.useRealTimers();
});

/** How many moments there were. */
const moments = (times: readonly number[]): number => new Set(times.map(Math.round)).size;

it('looks that began at different moments come at the same ones', async () => {
  const times: number[] = [];
  const look = (): Promise<void> => Promise.resolve(void times.push(performance.now()));
  const ends: (() => void)[] = [];
  for (const everyMs of [500, 500, 1000, 2000]) {
    ends.push(repeatedly(everyMs, look, () => undefined));
    await vi.advanceTimersByTimeAsync(137);
  }
  ends.push(steadily(500, () => void times.push(performance.now())));
  await vi.advanceTimersByTimeAsync(10_000);
  for (const end of ends) end();
  expect(times.length).toBeGreaterThan(60);
  expect(moments(times)).toBeLessThanOrEqual(22);
});

it('a look that takes a moment costs none of the next ones', async () => {
  let looks = 0;
  const end = repeatedly(
    500,
    () => new Promise((resolve) => setTimeout(resolve, (looks += 1) && 20)),
    () => undefined,
  );
  await vi.advanceTimersByTimeAsync(10_250);
  end();
  expect(looks).toBeGreaterThanOrEqual(19);
});

it('a beat is as often as it was asked for, whatever the pace', async () => {
  setPace(32);
  let beats = 0;
  const end = steadily(500, () => void (beats += 1));
  await vi.advanceTimersByTimeAsync(10_250);
  end();
  await vi.advanceTimersByTimeAsync(5000);
  expect(beats).toBe(20);
});

it('is due within half a step, never at once, and short pauses are as they were', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), fc.double({ min: 0, max: 1e9, noNaN: true }), (ms, now) => {
      const wait = untilDue(ms, now);
      expect(wait).toBeGreaterThan(0);
      expect(Math.abs(wait - ms)).toBeLessThanOrEqual(ms < 250 ? 0 : ms < 500 ? 250.001 : 500.001);
    }),
  );
});
