// What a page of a workspace is told while it is open: the feed without loss and without repetition, and the newest report. It takes from
// what is there as fast as it reads; nothing is kept for it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isWorkspace } from '../../cli/door.js';
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
  place: Place & { env: NodeJS.ProcessEnv },
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
  const wire = openWire(request, response, { onRoom: flush, onEnd, isThere: () => isWorkspace(watched.dir) }, times);
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
    const page = reader.at === null ? null : feed.feedAfter(reader.at);
    if (page === null || page.isCut) sendTail(wire, reader, feed.feedTail(), page !== null);
    else sendRows(wire, reader, page);
    more = page?.more ?? false;
  }
}

/** `anew`: what the reader has is not to be gone on with. */
function sendTail(wire: Wire, reader: Reader, { rows, upTo }: FeedPage, anew: boolean): void {
  if (anew) wire.send('reset', JSON.stringify({ end: upTo }));
  wire.send('feed', JSON.stringify(rows), upTo);
  reader.at = upTo;
}

/** Rows in one event: a reader that is slow comes on with each. */
const MOST_ROWS = 500;

function sendRows(wire: Wire, reader: Reader, { rows, upTo }: FeedPage): void {
  for (let from = 0; from < rows.length; from += MOST_ROWS) {
    if (wire.isFull()) return;
    const some = rows.slice(from, from + MOST_ROWS);
    const at = from + MOST_ROWS >= rows.length ? upTo : (some.at(-1)?.seq ?? upTo);
    wire.send('feed', JSON.stringify(some), at);
    reader.at = at;
  }
  if (rows.length === 0) reader.at = upTo;
}
