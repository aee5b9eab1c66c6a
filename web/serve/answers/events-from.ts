// The events of a stretch of time: of the last day they are there already, for more the log is read.
import { A_DAY } from '../../../core/report/since.js';
import type { EventView } from '../../../read/events.js';
import { stretchSince } from '../../../read/report/stretch.js';
import type { Watched } from '../watched.js';

/** Oldest first. Both in ms since 1970. */
export async function eventsFrom(
  { dir, day }: Pick<Watched, 'dir' | 'day'>,
  since: number,
  now: number,
): Promise<readonly EventView[]> {
  if (since < now - A_DAY.ms) return (await stretchSince(dir, since)).events;
  return day(now).events.filter(({ at }) => Date.parse(at) >= since);
}
