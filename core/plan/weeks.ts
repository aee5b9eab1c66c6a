// Where calendar weeks and days begin in a time zone: at the first moment of its Monday, or of that hour of its day, whatever is done to its
// clocks that day.

const DAY_MS = 24 * 60 * 60_000;
/** Farther from UTC than any zone. */
const FAR_MS = 15 * 60 * 60_000;

/** ISO 8601 UTC: the beginning of the week that `now` (milliseconds since 1970) is in, and of those after it. */
export function weekStarts(timeZone: string, now: number, count: number): string[] {
  const local = localClock(timeZone);
  const today = Math.floor(local(now) / DAY_MS);
  // 1970 began on a Thursday.
  const monday = today - ((today + 3) % 7);
  return Array.from({ length: count }, (_, week) => new Date(dayStart(local, monday + 7 * week)).toISOString());
}

/** The same of days that begin at `hour` by the clocks of the zone. */
export function dayStarts(timeZone: string, now: number, count: number, hour = 0): string[] {
  const local = localClock(timeZone);
  const shift = (hour * DAY_MS) / 24;
  const today = Math.floor((local(now) - shift) / DAY_MS);
  return Array.from({ length: count }, (_, day) => new Date(dayStart(local, today + day, shift)).toISOString());
}

/** From a moment to what clocks in the zone show then, as if they showed UTC. */
function localClock(timeZone: string): (ms: number) => number {
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  const time = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
  const format = new Intl.DateTimeFormat('en-u-ca-gregory', { timeZone, ...fields, ...time });
  return (ms) => {
    const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}

/** The first moment of a local day, counted since 1970, or so many milliseconds later by its clocks: one of the offsets of that day leads there. */
function dayStart(local: (ms: number) => number, day: number, shift = 0): number {
  const midnight = day * DAY_MS + shift;
  const offsets = [midnight - FAR_MS, midnight, midnight + FAR_MS].map((ms) => local(ms) - ms);
  const candidates = offsets.map((offset) => midnight - offset).sort((a, b) => a - b);
  return candidates.find((ms) => local(ms) >= midnight) ?? midnight;
}
