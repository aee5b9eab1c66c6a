// The queues of a workspace at rest are not polled, and are again at once where something may wait there.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pollRest } from './poll-rest.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const QUIET_MS = 90_000;
const ANYWAY_MS = 10 * 60_000;

/** Asks for a poll, and says later whether one was due. */
function asked(due: Promise<void>): () => Promise<boolean> {
  let isDue = false;
  void due.then(() => (isDue = true));
  return async () => {
    await vi.advanceTimersByTimeAsync(0);
    return isDue;
  };
}

it('polls from the start on until nothing gave a sign for a while', async () => {
  const rest = pollRest(() => false);
  vi.advanceTimersByTime(QUIET_MS - 1);
  expect(await asked(rest.due())()).toBe(true);
  vi.advanceTimersByTime(1);
  expect(await asked(rest.due())()).toBe(false);
});

it('polls at once after a sign of work, for all that wait', async () => {
  const rest = pollRest(() => false);
  vi.advanceTimersByTime(QUIET_MS);
  const [stages, files] = [asked(rest.due()), asked(rest.due())];
  expect([await stages(), await files()]).toEqual([false, false]);
  rest.stir();
  expect([await stages(), await files()]).toEqual([true, true]);
  expect(await asked(rest.due())()).toBe(true);
});

it('goes on while something is under way', async () => {
  let isBusy = true;
  const rest = pollRest(() => isBusy);
  vi.advanceTimersByTime(10 * QUIET_MS);
  expect(await asked(rest.due())()).toBe(true);
  expect(rest.isQuiet()).toBe(false);
  isBusy = false;
  expect(await asked(rest.due())()).toBe(false);
  expect(rest.isQuiet()).toBe(true);
});

it('polls now and then whatever is known, once each time', async () => {
  const rest = pollRest(() => false);
  vi.advanceTimersByTime(QUIET_MS);
  const waiting = asked(rest.due());
  await vi.advanceTimersByTimeAsync(ANYWAY_MS - 1);
  expect(await waiting()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await waiting()).toBe(true);
  expect(await asked(rest.due())()).toBe(false);
});
