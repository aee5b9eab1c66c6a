// The last stretch of the feed, kept from one report to the next: of a log of millions only what came since is read again.
import { feedSince } from '../feed.js';
import { type Period, periodOf, periodSince } from './period.js';
import { newIn, stretchSince } from './stretch.js';

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
  const events = fresh.length === 0 ? kept.events : [...kept.events, ...newIn(fresh, kept.events)];
  return periodOf({ from: kept.from, to, events }, since);
}
