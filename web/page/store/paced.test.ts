import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paced } from './paced.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('who asks all the time is answered all the time, however slow the answer is', async () => {
  const ends: number[] = [];
  const start = Date.now();
  const load = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    ends.push(Date.now() - start);
  };
  const asking = paced(load, 100);
  for (let ms = 0; ms < 1000; ms += 50) {
    asking.ask();
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(ends).toEqual([300, 700]);
});

test('what is asked for while it is answered is asked for once more, and then it rests', async () => {
  let count = 0;
  const asking = paced(async () => void (count += 1), 100);
  for (let times = 0; times < 5; times += 1) asking.ask();
  await vi.advanceTimersByTimeAsync(5000);
  expect(count).toBe(2);
  asking.ask();
  await vi.advanceTimersByTimeAsync(0);
  expect(count).toBe(3);
});

test('nothing is asked for after the end', async () => {
  let count = 0;
  const asking = paced(async () => void (count += 1), 100);
  asking.ask();
  asking.ask();
  asking.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(count).toBe(1);
});
