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
  /** The log ends before what was asked from: it was replaced. */
  isCut: boolean;
}

export interface FeedPages {
  after(seq: number): FeedPage;
  tail(): FeedPage;
  /** The log changed: what was read is old. */
  forget(): void;
}

/** Rows at once. */
const PAGE = 500;
const TAIL = 200;
/** Places in the feed from which it is known. */
const MOST_KNOWN = 16;

export function feedPages(dir: string): FeedPages {
  const known = new Map<number, FeedPage>();
  const after = (seq: number): FeedPage => {
    const found = known.get(seq) ?? pageAfter(dir, seq);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(seq, found);
    return found;
  };
  return { after, tail: () => after(Math.max(0, feedEnd(dir) - TAIL)), forget: () => known.clear() };
}

function pageAfter(dir: string, seq: number): FeedPage {
  const { events, upTo, more, damage } = feedSince(dir, seq, PAGE);
  return { rows: events.map(feedRow), upTo, more, isCut: damage.isCut };
}
