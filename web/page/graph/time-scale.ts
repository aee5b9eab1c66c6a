// Time as a place from left to right, in parts of what is shown; marks at round times; bars that overlap in rows of their own. Pure.

/** In ms since 1970; `to` after `from`. */
export interface Span {
  from: number;
  to: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STEPS = [1, 2, 5, 10, 15, 30]
  .map((minutes) => minutes * MINUTE)
  .concat([1, 2, 3, 6, 12, 24, 48, 168].map((hours) => hours * HOUR));

/** A day begins here, by the reader's clock: `offset` ms east of Greenwich. At most `most` marks. */
export function ticks({ from, to }: Span, most: number, offset: number): number[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? Math.ceil((to - from) / most / HOUR) * HOUR;
  const first = Math.ceil((from + offset) / step) * step - offset;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, at) => first + at * step);
}

/** 0 at the left edge, 1 at the right; beyond both for what is not shown. */
export const partOf = (at: number, { from, to }: Span): number => (at - from) / (to - from);

export const timeAt = (part: number, { from, to }: Span): number => from + part * (to - from);

const SHORTEST = 5 * MINUTE;
export const LONGEST = 31 * 24 * HOUR;

/** Around the middle; `factor` below 1 comes closer. Nothing after `now` needs more room than a little. */
export function zoomedSpan(span: Span, factor: number, now: number): Span {
  const length = Math.min(LONGEST, Math.max(SHORTEST, (span.to - span.from) * factor));
  const middle = (span.from + span.to) / 2;
  return keptSpan({ from: middle - length / 2, to: middle + length / 2 }, now);
}

export const movedSpan = ({ from, to }: Span, parts: number, now: number): Span =>
  keptSpan({ from: from + parts * (to - from), to: to + parts * (to - from) }, now);

function keptSpan({ from, to }: Span, now: number): Span {
  const late = Math.max(0, to - now);
  return { from: from - late, to: to - late };
}

/** Between two parts of what is shown, whichever comes first; null where they are too close to mean a stretch. */
export function brushed(span: Span, a: number, b: number): Span | null {
  const [first, last] = [Math.max(0, Math.min(a, b)), Math.min(1, Math.max(a, b))];
  if (last - first < 0.01) return null;
  const chosen = { from: timeAt(first, span), to: timeAt(last, span) };
  const lack = Math.max(0, SHORTEST - (chosen.to - chosen.from)) / 2;
  return { from: chosen.from - lack, to: chosen.to + lack };
}

/** Row of each, from 0: the first in which it overlaps nothing. In order of their beginning. */
export function rowsOf(spans: readonly Span[]): number[] {
  const ends: number[] = [];
  return spans.map(({ from, to }) => {
    const free = ends.findIndex((end) => end <= from);
    const row = free === -1 ? ends.length : free;
    ends[row] = to;
    return row;
  });
}
