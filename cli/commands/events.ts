// `events`: the one feed of what happens, from a number on, in words or as a line of JSON each; with --follow also what comes.
import { type Context, findWorkspace, type Result } from '../context.js';
import { type Happening, recordOf } from '../feed/happening.js';
import { lossLines } from '../feed/losses.js';
import { createMonitor } from '../feed/monitor.js';
import { columns, linesText, jsonText, putAll } from '../output.js';
import { leaving } from '../tail/leaving.js';
import { type FeedNews, feedSince, followFeed } from '../../read/feed.js';
import { feedEnd } from '../../read/report/period.js';

interface Options {
  /** Number of the last event that is known; 0 = from the first one on. Absent: the last ones. */
  since?: number;
  follow?: boolean;
}

/** How many of the last events are told unasked. */
const LAST = 50;

export async function events(context: Context, { since, follow }: Options): Promise<Result> {
  const workspace = findWorkspace(context);
  const from = since ?? Math.max(0, feedEnd(workspace) - LAST);
  const tell = teller(context, from);
  await (follow === true ? tellAll(workspace, from, tell) : tellPages(workspace, from, tell));
  return { data: null, lines: [], said: true };
}

/** Resolves when the reader has taken the news: false when it has left. */
type Tell = (news: FeedNews) => Promise<boolean>;

/** What there is. */
async function tellPages(workspace: string, from: number, tell: Tell): Promise<void> {
  let news = feedSince(workspace, from);
  while ((await tell(news)) && news.more) news = feedSince(workspace, news.upTo);
}

/** Until an interruption, or until nobody reads any more. */
async function tellAll(workspace: string, from: number, tell: Tell): Promise<void> {
  for await (const news of followFeed(workspace, from, { signal: leaving() })) if (!(await tell(news))) return;
}

function teller({ json, paint, note }: Context, from: number): Tell {
  const monitor = createMonitor({ width: columns('stdout'), paint, rehearsed: false }, '');
  const textOf = (events: readonly Happening[]): string =>
    json ? events.map((event) => jsonText(recordOf(event))).join('') : linesText(events.flatMap(monitor));
  let said = '';
  let seq = from;
  return ({ events, upTo, damage }) => {
    const losses = lossLines(damage, seq);
    // A log that stays cut short is not worth a line with every look.
    if (losses.join() !== said) losses.forEach(note);
    [said, seq] = [losses.join(), upTo];
    return putAll(textOf(events));
  };
}
