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

/** How far back is looked first. */
const FIRST_LOOK = 1000;

/** All from the first event that is not older. `since`: ms since 1970. Reads only as far back as it needs. */
export function periodSince(workspace: string, since: number): Period {
  const from = startBefore(workspace, since);
  const { events, upTo } = eventsSince(workspace, from);
  return periodOf({ from, to: upTo, events }, since);
}

/** Number of an event from which on everything lies that is not older: where the log began, or something that is older stands behind it. */
export function startBefore(workspace: string, since: number): number {
  const last = lastNumber(workspace);
  for (let back = FIRST_LOOK; ; back *= 2) {
    const from = Math.max(0, last - back);
    const [first] = from === 0 ? [] : eventsSince(workspace, from, 1).events;
    if (first === undefined || Date.parse(first.at) < since) return from;
  }
}

/** Without what is older. */
export function periodOf({ from, to, events }: Period, since: number): Period {
  const first = events.findIndex(({ at }) => !(Date.parse(at) < since));
  const found = first === -1 ? [] : first === 0 ? events : events.slice(first);
  return { from: Math.max(from, (found[0]?.seq ?? to + 1) - 1), to, events: found };
}
