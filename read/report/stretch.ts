// A long stretch of the feed in pieces, so that the process does other work in between; and one that is kept and only grows.
import { setImmediate as turn } from 'node:timers/promises';
import { feedSince } from '../feed.js';
import type { EventView } from '../events.js';
import { type Period, periodOf, startBefore } from './period.js';

/** Events of a piece. */
const PIECE = 500;

/** As `periodSince`, of the events that `keep` wants. */
export async function stretchSince(
  workspace: string,
  since: number,
  keep: (event: EventView) => boolean = () => true,
): Promise<Period> {
  const from = startBefore(workspace, since);
  return periodOf(await stretchAfter(workspace, from, keep), since);
}

async function stretchAfter(workspace: string, from: number, keep: (event: EventView) => boolean): Promise<Period> {
  const [events, keys] = [[] as EventView[], new Set<string>()];
  let [to, more] = [from, true];
  while (more) {
    const news = feedSince(workspace, to, PIECE);
    for (const event of news.events) {
      if (!keep(event) || keys.has(event.key)) continue;
      if (event.key !== '') keys.add(event.key);
      events.push(event);
    }
    more = news.more && news.upTo > to;
    to = news.upTo;
    await turn();
  }
  return { from, to, events };
}

/** Of events with one key the first counts. */
export function newIn(events: readonly EventView[], known: readonly EventView[]): EventView[] {
  const keys = new Set(known.map(({ key }) => key));
  return events.filter(({ key }) => key === '' || !keys.has(key));
}

/** The events that `keep` wants, oldest first, from a time on in ms since 1970. Kept from the earliest time that was asked for. */
export function growingStretch(
  workspace: string,
  keep: (event: EventView) => boolean,
): (since: number) => Promise<readonly EventView[]> {
  let kept: (Period & { since: number }) | null = null;
  const look = async (since: number): Promise<void> => {
    const [known, to] = [kept, kept?.to ?? 0];
    const isCut = known !== null && feedSince(workspace, to, 1).damage.isCut;
    if (known === null || isCut || since < known.since)
      return void (kept = { ...(await stretchSince(workspace, since, keep)), since });
    const news = await stretchAfter(workspace, to, keep);
    kept = { ...known, to: news.to, events: [...known.events, ...newIn(news.events, known.events)] };
  };
  let last: Promise<void> = Promise.resolve();
  return async (since) => {
    // One after the other: each goes on where the one before it came to.
    last = last.then(
      () => look(since),
      () => look(since),
    );
    await last;
    return (kept?.events ?? []).filter(({ at }) => Date.parse(at) >= since);
  };
}
