// The feed of events for the screen: its end, then what comes; and how long stages took, learnt from what passes by.
import { setImmediate } from 'node:timers/promises';
import { clip, feedRow } from '../../cli/door.js';
import { inertJson } from '../../core/inert.js';
import type { EventView } from '../../read/events.js';
import { followFeed } from '../../read/feed.js';
import { durationsIn } from '../../read/report/finished.js';
import { feedEnd } from '../../read/report/period.js';
import type { EventRow } from '../model/facts.js';
import { MOST_KEPT } from '../model/update.js';

const LOOK_MS = 250;
const MOST_DATA = 2000;

const OF_STAGES: ReadonlySet<string> = new Set(['stage_started', 'stage_completed']);

export interface Feed {
  /** By node, in seconds, sorted. */
  durations(): ReadonlyMap<string, readonly number[]>;
  end(): void;
}

/** `tell`: is given events as they come, those that are there first. */
export function openFeed(dir: string, tell: (events: EventRow[]) => void): Feed {
  const over = new AbortController();
  let stages: EventView[] = [];
  const follow = async (): Promise<void> => {
    const from = Math.max(0, feedEnd(dir) - MOST_KEPT);
    for await (const { events } of followFeed(dir, from, { signal: over.signal, lookMs: LOOK_MS })) {
      const fresh = events.slice(-MOST_KEPT);
      stages = [...stages, ...fresh.filter(({ type }) => OF_STAGES.has(type))].slice(-MOST_KEPT);
      if (fresh.length > 0) tell(fresh.map(rowOf));
      // A long way to catch up lets keys and looks pass.
      await setImmediate();
    }
  };
  void follow().catch(() => undefined);
  return { durations: () => durationsIn(stages), end: () => over.abort() };
}

/** What is kept of an event: texts of a known size. */
export const rowOf = (event: EventView): EventRow => ({
  ...feedRow(event),
  data: clip(inertJson(event.data), MOST_DATA),
});
