// Hours of the day, in the local time of the machine, and whether a report is due at one.

/** `07:00`, from `00:00` to `23:59`. */
export const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/**
 * Whether it is time: the hour of this day is past, and nothing was written since. A worker that was not there at the hour writes it when it
 * comes. `last`: when it was written last, or else when the worker began; all in ms since 1970.
 */
export function isDueAt(clock: string, last: number, now: number): boolean {
  if (!CLOCK.test(clock)) return false;
  const hour = new Date(now);
  hour.setHours(Number(clock.slice(0, 2)), Number(clock.slice(3)), 0, 0);
  return now >= hour.getTime() && last < hour.getTime();
}

const two = (count: number): string => String(count).padStart(2, '0');

/** `2026-01-31 07:05`, local. */
export function localTime(ms: number): string {
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** `2026-01-31-070503`, local: sorted by name is sorted by time, but for the hour that a clock is set back. */
export const localStamp = (ms: number): string =>
  `${localTime(ms).replace(' ', '-').replace(':', '')}${two(new Date(ms).getSeconds())}`;
