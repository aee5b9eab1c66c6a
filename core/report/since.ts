// From when on a report tells: a number of the feed, a span of time, or what was told last.

export type Since = { from: 'cursor'; seq: number } | { from: 'last' } | { from: 'span'; ms: number };

const UNITS = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** What holds where nothing is said, and where nothing was told before: a day. */
export const A_DAY = { from: 'span', ms: 86_400_000 } as const;

/** `last`, `24h`, `90m`, `7d`, or a number of the feed. Null for anything else. */
export function sinceOf(text: string): Since | null {
  if (text === 'last') return { from: 'last' };
  if (/^\d{1,15}$/.test(text)) return { from: 'cursor', seq: Number(text) };
  const ms = msOf(text);
  return ms === null ? null : { from: 'span', ms };
}

/** Milliseconds of `90s`, `24h`, `90m` or `7d`; null for anything else. */
export function msOf(text: string): number | null {
  const [, count = '', unit = ''] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  const ms = UNITS.get(unit);
  return ms === undefined ? null : Number(count) * ms;
}
