import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { agentWorks, giveWay, isCalm, stageMoves } from './give-way.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits while a stage is on its way to its agent, and goes on as soon as that has worked for a moment', async () => {
  stageMoves();
  let over = false;
  void giveWay(60_000).then(() => (over = true));
  await vi.advanceTimersByTimeAsync(1000);
  expect([over, isCalm()]).toEqual([false, false]);
  agentWorks();
  await vi.advanceTimersByTimeAsync(200);
  expect([over, isCalm()]).toEqual([true, true]);
});

it('goes on after the time it was given, whatever the stages do', async () => {
  let over = false;
  void giveWay(250).then(() => (over = true));
  for (let at = 0; at < 300; at += 10) {
    stageMoves();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect([over, isCalm()]).toEqual([true, false]);
});

it('takes it for over when nothing follows an agent', async () => {
  stageMoves();
  await vi.advanceTimersByTimeAsync(5000);
  expect(isCalm()).toBe(true);
});
