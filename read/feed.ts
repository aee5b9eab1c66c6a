// The feed as a stream: what is there after a number, then what comes.
import { setTimeout as sleep } from 'node:timers/promises';
import { followEvents } from '../disk/events/follow.js';
import { eventsSince, type FeedNews } from '../disk/events/since.js';

export type { FeedNews };

/** Events in one answer, unless more are wanted. */
const PAGE = 10_000;
const LOOK_MS = 250;

/** What came after the event with the number `seq`, oldest first; 0 = from the first one on. `upTo` says what to ask from next. */
export const feedSince = (workspace: string, seq: number, most = PAGE): FeedNews => eventsSince(workspace, seq, most);

/** Ends when `signal` is aborted. `lookMs`: between two looks at a log where nothing came. Never throws for what it finds. */
export async function* followFeed(
  workspace: string,
  seq: number,
  { signal, lookMs = LOOK_MS }: { signal: AbortSignal; lookMs?: number },
): AsyncGenerator<FeedNews> {
  const feed = followEvents(workspace, seq, PAGE);
  while (!signal.aborted) {
    const news = feed.next();
    if (news !== null) yield news;
    if (news?.more !== true) await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
}
