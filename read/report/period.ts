// What happened in the time that a report tells of: a stretch of the feed.
import { eventsSince, lastNumber } from '../../disk/events/since.js';
import type { EventView } from '../events.js';

export interface Period {
  /** Number of the last event before it. */
  from: number;
  /** Number of the last event in it: what to ask from next. */
  to: number;
  /** Oldest first. */
  events: EventView[];
}

/** The number that the feed has come to. */
export const feedEnd = (workspace: string): number => lastNumber(workspace);

/** All after the event with this number. */
export function periodAfter(workspace: string, seq: number): Period {
  const { events, upTo } = eventsSince(workspace, seq);
  return { from: seq, to: upTo, events };
}

/** How much of the feed is looked through first. */
const FIRST_LOOK = 1000;

/** All from the first event that is not older. `since`: ms since 1970. Reads only as far back as it needs. */
export function periodSince(workspace: string, since: number): Period {
  const last = lastNumber(workspace);
  for (let back = FIRST_LOOK; ; back *= 4) {
    const from = Math.max(0, last - back);
    const { events, upTo } = eventsSince(workspace, from);
    const isOld = ({ at }: EventView): boolean => Date.parse(at) < since;
    const first = events.findIndex((event) => !isOld(event));
    if (from > 0 && first === 0) continue;
    const found = first === -1 ? [] : events.slice(first);
    return { from: Math.max(from, (found[0]?.seq ?? upTo + 1) - 1), to: upTo, events: found };
  }
}
