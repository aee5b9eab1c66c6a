import { afterEach, expect, it, vi } from 'vitest';
import { noteLeft, noteTaken, wasJustLeft } from './lease.js';

afterEach(() => vi.useRealTimers());

it('knows of a tree that it was left just now, until a request has it or others may have come', () => {
  vi.useFakeTimers();
  expect(wasJustLeft('/tree')).toBe(false);
  noteLeft('/tree');
  expect(wasJustLeft('/tree')).toBe(true);
  expect(wasJustLeft('/other')).toBe(false);
  noteTaken('/tree');
  expect(wasJustLeft('/tree')).toBe(false);
  noteLeft('/tree');
  vi.advanceTimersByTime(2000);
  expect(wasJustLeft('/tree')).toBe(false);
});

it('believes no clock that was set back', () => {
  vi.useFakeTimers({ now: 10_000 });
  noteLeft('/tree');
  vi.setSystemTime(9_000);
  expect(wasJustLeft('/tree')).toBe(false);
});
