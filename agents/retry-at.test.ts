import { describe, expect, test } from 'vitest';
import { retryAt } from './retry-at.js';

const now = new Date(2030, 4, 17, 12, 0).toISOString();
const local = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

describe('retryAt', () => {
  test.each([
    ['Try again at May 18th, 2033 3:33 AM.', local(2033, 4, 18, 3, 34)],
    ['try again at Dec 1st, 2030 12:05 PM', local(2030, 11, 1, 12, 6)],
    ['try again at 3:33 PM.', local(2030, 4, 17, 15, 34)],
    ['try again at 3:33 AM.', local(2030, 4, 18, 3, 34)],
    ['try again at 11:59 PM.', local(2030, 4, 18, 0, 0)],
    ['try again at 12:00 PM.', local(2030, 4, 17, 12, 1)],
    ['try again in 3s.', new Date(Date.parse(now) + 3000).toISOString()],
    ['try again in 350ms', new Date(Date.parse(now) + 350).toISOString()],
    ['Please try again in 6m0.5s.', new Date(Date.parse(now) + 360_500).toISOString()],
    ['try again in 1 day 2 hours 5 minutes.', new Date(Date.parse(now) + 93_900_000).toISOString()],
  ])('%s', (message, expected) => {
    expect(retryAt(message, now)).toBe(expected);
  });

  test.each(['try again later', 'try again in a while', 'You’ve hit your usage limit.', 'try again in 5 oranges'])(
    'no moment in: %s',
    (message) => {
      expect(retryAt(message, now)).toBeNull();
    },
  );
});
