// One stream of server-sent events: a reader that is slow is given no more than it takes, and one that takes nothing is let go, so that
// it comes back and goes on from where it was.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NO_STORE, SAFE_HEADERS } from './headers.js';

export interface Wire {
  /** `id`: where the reader goes on when it comes back. */
  send(event: string, json: string, id?: number): void;
  /** It has not taken what it was sent. */
  isFull(): boolean;
  /** Number that the reader has; null = it comes for the first time. */
  since: number | null;
  end(): void;
}

export interface WireTimes {
  /** Between two signs of life. */
  beatMs: number;
  /** How long a reader may take nothing. */
  patienceMs: number;
}

export const WIRE_TIMES: WireTimes = { beatMs: 10_000, patienceMs: 30_000 };

/** What waits for a reader, in bytes, before nothing more is sent. */
const MOST_WAITING = 256 * 1024;

export interface Reading {
  /** There is room again. */
  onRoom(): void;
  onEnd(): void;
  /** Asked now and then: where it is gone the stream ends, and whoever opens it again is told why. */
  isThere?(): boolean;
}

export function openWire(
  request: IncomingMessage,
  response: ServerResponse,
  { onRoom, onEnd, isThere = () => true }: Reading,
  { beatMs, patienceMs }: WireTimes,
): Wire {
  let [fullSince, taken] = [null as number | null, 0];
  response.writeHead(200, {
    ...SAFE_HEADERS,
    ...{ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': NO_STORE, 'x-accel-buffering': 'no' },
  });
  response.socket?.setNoDelay(true);
  const write = (text: string): void => {
    response.write(text);
    if (response.writableLength > MOST_WAITING) fullSince ??= performance.now();
  };
  const timer = setInterval(
    () => {
      if (!isThere()) return void response.end();
      const { bytesWritten = 0, writableLength = 0 } = response.socket ?? {};
      const passed = bytesWritten - writableLength;
      // A slow reader is one that takes something: it is waited for.
      if (fullSince !== null && passed > taken) fullSince = performance.now();
      taken = passed;
      if (fullSince === null) write('event: beat\ndata: {}\n\n');
      else if (performance.now() - fullSince > patienceMs) response.destroy();
    },
    Math.min(beatMs, patienceMs),
  );
  response.on('drain', () => {
    fullSince = null;
    onRoom();
  });
  response.on('close', () => {
    clearInterval(timer);
    onEnd();
  });
  write('retry: 1000\n\n');
  return {
    send: (event, json, id) => write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${json}\n\n`),
    isFull: () => fullSince !== null || response.destroyed,
    since: lastIdOf(request),
    end: () => response.end(),
  };
}

function lastIdOf({ headers }: IncomingMessage): number | null {
  const id = headers['last-event-id'];
  return typeof id === 'string' && /^\d{1,15}$/.test(id) ? Number(id) : null;
}
