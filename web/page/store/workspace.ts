// What the page knows of the workspace that is looked at, as it comes: its report, its feed, the output of the run that is followed.
import { signal } from '@preact/signals';
import type { EventRow, Events, Report, StreamEvents } from '../../contract.js';
import { pathIn, withQuery } from '../route.js';
import { askServer } from './answer.js';
import { lastOf, withRows } from './feed.js';
import { type Line, opening } from './line.js';
import { openStream } from './stream.js';

type Output = StreamEvents['output'];

export const report = signal<Report | null>(null);
/** When the report came, in ms since 1970: the age of what is shown. */
export const heardAt = signal<number | null>(null);
export const feed = signal<readonly EventRow[]>([]);
export const line = signal<Line>(opening(0));
/** Goes up with whatever changed: lists that are no part of the report ask again then. */
export const changes = signal(0);
/** Lines of the followed run since the page began to follow it. */
export const output = signal<readonly Output[]>([]);

const MOST_PIECES = 2000;
const MOST_PAGES = 5;
const GLANCE_MS = 15_000;

/** Forgets the workspace before, and listens until what it answers is called. `follow`: a run, or null. */
export function listen(key: string, follow: string | null): () => void {
  let isOver = false;
  const below = pathIn(key);
  output.value = [];
  const close = openStream({
    address: withQuery(`/api/${below}/stream`, [['follow', follow ?? '']]),
    heard: {
      report: (data) => takeReport(data as Report),
      feed: (data) => takeRows(data as EventRow[]),
      output: (data) => takeOutput(data as Output),
      // The log is another: what was known of the one before is no part of it.
      reset: () => {
        feed.value = [];
      },
    },
    onLine: (next) => {
      line.value = next;
      if (next.is === 'live' && feed.peek().length > 0) void catchUp(below, () => isOver);
    },
  });
  return () => {
    isOver = true;
    close();
  };
}

/** Asks now and then how the workspace is, until what it answers is called: for the title of a tab that nobody sees. */
export function glance(key: string): () => void {
  const look = async (): Promise<void> => {
    const answered = await askServer<Report>(pathIn(key, 'report'));
    if (answered.ok) takeReport(answered.value);
  };
  const timer = setInterval(() => void look(), GLANCE_MS);
  return () => clearInterval(timer);
}

/** Of another workspace nothing is left. */
export function forget(): void {
  report.value = null;
  heardAt.value = null;
  feed.value = [];
  output.value = [];
}

function takeReport(next: Report | null): void {
  if (next === null) return;
  if (sight(next) !== sight(report.peek())) changes.value += 1;
  report.value = next;
  heardAt.value = Date.now();
}

/** What of a report tells that lists may be others: that a stage runs on is none of it. */
const sight = (one: Report | null): string =>
  one === null ? '' : JSON.stringify([one.cursor, one.workspace, one.health, one.worker.state, one.attention.length]);

function takeRows(rows: EventRow[] | null): void {
  if (!Array.isArray(rows)) return;
  feed.value = withRows(feed.peek(), rows);
  changes.value += 1;
}

function takeOutput(piece: Output | null): void {
  if (piece === null) return;
  const before = piece.anew ? output.peek().filter(({ request }) => request !== piece.request) : output.peek();
  output.value = [...before, piece].slice(-MOST_PIECES);
}

/** Rows that were written while nobody listened, back to the last that is known; of many, the newest. */
async function catchUp(below: string, isOver: () => boolean): Promise<void> {
  const last = lastOf(feed.peek());
  let before: string | null = '';
  for (let page = 0; page < MOST_PAGES && before !== null; page += 1) {
    const answered = await pageBefore(below, before);
    if (isOver() || answered === null) return;
    feed.value = withRows(feed.peek(), answered.events);
    const isReached = last === null || answered.events.some(({ seq }) => seq <= last);
    before = isReached ? null : answered.next;
  }
}

async function pageBefore(below: string, before: string): Promise<Events | null> {
  const answered = await askServer<Events>(withQuery(`${below}/events`, [['before', before]]));
  return answered.ok ? answered.value : null;
}
