// The one feed of events, as every surface shows it: each has a number that only grows, and is asked for by it.
import type { LogEvent } from '../disk/events/lines.js';
import { allWhenFew, eventsSince, lastNumber } from '../disk/events/since.js';

export type EventView = LogEvent;

/** A field of an event; empty where it is no text. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The last `count` events, oldest first. Reads only as much of the log as it needs. */
export function readEvents(workspace: string, count: number): EventView[] {
  const few = allWhenFew(workspace);
  if (few !== null) return count > 0 ? few.slice(-count) : [];
  const last = lastNumber(workspace);
  for (let back = count; ; back *= 2) {
    const from = Math.max(0, last - back);
    const { events } = eventsSince(workspace, from);
    if (events.length >= count || from === 0) return count > 0 ? events.slice(-count) : [];
  }
}
