import { describe, expect, it } from 'vitest';
import { isDueAt, localStamp, localTime } from './clock.js';

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 0, day, hour, minute, 3).getTime();

describe('a report at a set hour', () => {
  it.each([
    ['before the hour', at(1, 7), at(2, 6, 59), false],
    ['at the hour', at(1, 7), at(2, 7), true],
    ['once a day', at(2, 7), at(2, 23), false],
    ['the day after', at(2, 7), at(3, 7), true],
    ['later, where no worker was there', at(1, 7), at(2, 11), true],
    ['not at once, where a worker began behind the hour', at(2, 9), at(2, 9, 1), false],
  ])('%s', (_what, last, now, due) => expect(isDueAt('07:00', last, now)).toBe(due));

  it('is never due where no hour is set', () => {
    for (const clock of ['', '7', '24:00', '07:60', 'x']) expect(isDueAt(clock, 0, at(2, 23))).toBe(false);
  });
});

it('tells local time', () => {
  expect(localTime(at(2, 7, 5))).toBe('2026-01-02 07:05');
  expect(localStamp(at(2, 7, 5))).toBe('2026-01-02-070503');
});
