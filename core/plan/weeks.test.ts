// Weeks begin on Monday in their zone, also where clocks change at that very midnight.
import { describe, expect, it } from 'vitest';
import { weekStarts } from './weeks.js';

const starts = (zone: string, now: string, count = 3) => weekStarts(zone, Date.parse(now), count);

describe('the beginnings of weeks', () => {
  it('are Mondays at midnight, that of this week first', () => {
    expect(starts('UTC', '2026-01-01T12:00:00Z')).toEqual([
      '2025-12-29T00:00:00.000Z',
      '2026-01-05T00:00:00.000Z',
      '2026-01-12T00:00:00.000Z',
    ]);
  });

  it('follow the clocks of the zone over summer time', () => {
    expect(starts('Europe/Berlin', '2026-03-25T12:00:00Z', 2)).toEqual([
      '2026-03-22T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
    expect(starts('America/New_York', '2026-10-28T12:00:00Z', 2)).toEqual([
      '2026-10-26T04:00:00.000Z',
      '2026-11-02T05:00:00.000Z',
    ]);
  });

  it.each([
    ['2026-03-22T22:59:59Z', '2026-03-15T23:00:00.000Z'],
    ['2026-03-22T23:00:00Z', '2026-03-22T23:00:00.000Z'],
  ])('count %s to the week of %s', (now, start) => {
    expect(starts('Europe/Berlin', now, 1)).toEqual([start]);
  });

  it('are right in zones of odd quarters, and far from UTC', () => {
    expect(starts('Asia/Kathmandu', '2026-01-04T18:14:59Z', 1)).toEqual(['2025-12-28T18:15:00.000Z']);
    expect(starts('Asia/Kathmandu', '2026-01-04T18:15:00Z', 1)).toEqual(['2026-01-04T18:15:00.000Z']);
    expect(starts('Pacific/Kiritimati', '2026-01-04T10:00:00Z', 1)).toEqual(['2026-01-04T10:00:00.000Z']);
  });

  it('are the first moment of a Monday without a midnight', () => {
    // In Santiago the clocks of 1946-07-15, a Monday, went from 00:00 to 01:00.
    const [start = ''] = starts('America/Santiago', '1946-07-17T12:00:00Z', 1);
    const shown = (ms: number) =>
      new Intl.DateTimeFormat('en', { timeZone: 'America/Santiago', weekday: 'long' }).format(ms);
    expect(shown(Date.parse(start))).toBe('Monday');
    expect(shown(Date.parse(start) - 1)).toBe('Sunday');
  });

  it('are as many as asked for, a week apart but for summer time', () => {
    const all = starts('Australia/Lord_Howe', '2026-01-01T00:00:00Z', 60).map((iso) => Date.parse(iso));
    const hours = all.slice(1).map((start, at) => (start - (all[at] ?? 0)) / 3_600_000);
    expect([...new Set(hours)].sort()).toEqual([167.5, 168, 168.5]);
  });
});
