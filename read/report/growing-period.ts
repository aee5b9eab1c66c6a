// The last stretch of the feed, kept from one report to the next: of a log of millions only what came since is read again.
import { feedSince } from '../feed.js';
import { type Period, periodSince } from './period.js';
import { stretchSince } from './stretch.js';

export interface GrowingPeriod {
  /** As `periodSince` of the time that is given less `ms`. */
  at(now: number): Period;
  /** Reads in pieces what `at` would read at once on its first look. */
  fill(now: number): Promise<void>;
}

export function growingPeriod(dir: string, ms: number): GrowingPeriod {
  let kept: Period | null = null;
  return {
    at: (now) => (kept = kept === null ? periodSince(dir, now - ms) : grown(dir, kept, now - ms)),
    fill: async (now) => {
      if (kept !== null) return;
      const found = await stretchSince(dir, now - ms);
      kept ??= found;
    },
  };
}

/** Read anew where the log does not go on from where it was. */
function grown(dir: string, kept: Period, since: number): Period {
  const { upTo: to, events: fresh, damage } = feedSince(dir, kept.to, Infinity);
  if (damage.isCut) return periodSince(dir, since);
  const all = fresh.length === 0 ? kept.events : [...kept.events, ...unknown(fresh, kept.events)];
  const first = all.findIndex(({ at }) => !(Date.parse(at) < since));
  const events = first === 0 ? all : first === -1 ? [] : all.slice(first);
  return { from: Math.max(kept.from, (events[0]?.seq ?? to + 1) - 1), to, events };
}

/** Of events with one key the first counts. */
function unknown(fresh: Period['events'], kept: Period['events']): Period['events'] {
  const keys = new Set(kept.map(({ key }) => key));
  return fresh.filter(({ key }) => key === '' || !keys.has(key));
}
