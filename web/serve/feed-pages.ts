// Rows of the feed, read once for all who follow it from the same place.
import { feedRow } from '../../cli/door.js';
import { feedSince } from '../../read/feed.js';
import { feedEnd } from '../../read/report/period.js';
import type { EventRow } from '../contract.js';

export interface FeedPage {
  /** Oldest first. */
  rows: EventRow[];
  /** Ask from here next. */
  upTo: number;
  more: boolean;
  /** The log ends before what was asked from, or has gone too far on: begin anew with its end. */
  isCut: boolean;
}

export interface FeedPages {
  after(seq: number): FeedPage;
  tail(): FeedPage;
  /** The log changed: what was read is old. */
  forget(): void;
}

/** Rows at once: to find a place far back in the log costs more than to read on from there. */
const PAGE = 5000;
/** Whoever missed more begins anew with the end: no page shows so many. */
const MOST_MISSED = 20_000;
const TAIL = 200;
/** Places in the feed from which it is known. */
const MOST_KNOWN = 16;

export function feedPages(dir: string): FeedPages {
  const known = new Map<number, FeedPage>();
  const read = (seq: number): FeedPage => {
    const found = feedEnd(dir) - seq > MOST_MISSED ? LOST : pageAfter(dir, seq);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(seq, found);
    return found;
  };
  const after = (seq: number): FeedPage => known.get(seq) ?? restOf(known, seq) ?? read(seq);
  return { after, tail: () => after(Math.max(0, feedEnd(dir) - TAIL)), forget: () => known.clear() };
}

/** Of a page that somebody has taken a part of. */
function restOf(known: ReadonlyMap<number, FeedPage>, seq: number): FeedPage | null {
  for (const [from, page] of known)
    if (from < seq && seq < page.upTo) return { ...page, rows: page.rows.filter((row) => row.seq > seq) };
  return null;
}

const LOST: FeedPage = { rows: [], upTo: 0, more: false, isCut: true };

function pageAfter(dir: string, seq: number): FeedPage {
  const { events, upTo, more, damage } = feedSince(dir, seq, PAGE);
  return { rows: events.map(feedRow), upTo, more, isCut: damage.isCut };
}
