// What a page of a workspace is told while it is open: the feed without loss and without repetition, and the newest report. It takes from
// what is there as fast as it reads; nothing is kept for it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Place } from './house.js';
import type { Made } from './watched.js';
import type { FeedPage } from './feed-pages.js';
import { runNamed } from './answers/run.js';
import { followOutput } from './output.js';
import { openWire, type Wire, type WireTimes } from './wire.js';

export interface Wanted {
  /** The run whose output is followed; null = none. */
  follow: string | null;
  times: WireTimes;
}

/** Gives the function that ends it. */
export function streamWorkspace(
  request: IncomingMessage,
  response: ServerResponse,
  place: Place & { state: string | null; env: NodeJS.ProcessEnv },
  { follow, times }: Wanted,
): () => void {
  const { watched } = place;
  const run = follow === null ? null : runNamed(watched.dir, follow);
  const reader = { at: null as number | null, sent: '', report: null as Made | null };
  const flush = (): void => {
    sendFeed(wire, reader, watched);
    if (wire.isFull() || reader.report === null || reader.report.tag === reader.sent) return;
    reader.sent = reader.report.tag;
    wire.send('report', reader.report.text);
  };
  const leave: (() => void)[] = [];
  const onEnd = (): void => leave.splice(0).forEach((end) => end());
  const wire = openWire(request, response, { onRoom: flush, onEnd }, times);
  reader.at = wire.since;
  const onReport = (made: Made): void => {
    reader.report = made;
    flush();
  };
  leave.push(watched.feed.add(flush), watched.reports.add(onReport));
  if (run !== null) leave.push(followOutput({ ...place, dir: watched.dir }, run, wire));
  flush();
  // Where pages look already, the next report may be a while off.
  void watched.report().then(
    (made) => (reader.report === null ? onReport(made) : undefined),
    () => undefined,
  );
  return wire.end;
}

interface Reader {
  /** Number of the last row that it has; null = it has none. */
  at: number | null;
}

interface Feed {
  feedAfter(seq: number): FeedPage;
  feedTail(): FeedPage;
}

function sendFeed(wire: Wire, reader: Reader, feed: Feed): void {
  for (let more = true; more && !wire.isFull();) {
    const isFirst = reader.at === null;
    let page = reader.at === null ? feed.feedTail() : feed.feedAfter(reader.at);
    if (page.isCut && !isFirst) {
      page = feed.feedTail();
      wire.send('reset', JSON.stringify({ end: page.upTo }), page.upTo);
    }
    more = page.more;
    reader.at = page.upTo;
    if (page.rows.length > 0 || isFirst) wire.send('feed', JSON.stringify(page.rows), page.upTo);
  }
}
