// The feed of events: what the log says after a number, over its rotated files too, at a cost that grows with what is new. Damage is
// counted by its kind and never stops it.
import { closeSync, fstatSync } from 'node:fs';
import { openPlain } from '../read.js';
import { eventIn, type LogEvent, numberIn } from './lines.js';
import { logFiles } from './log-files.js';
import { linesFrom, oldLineNear, PIECE } from './pieces.js';

export interface FeedNews {
  /** Oldest first, their numbers growing; of those with one key the first. */
  events: LogEvent[];
  /** What was read: ask from here next. Never less than what was asked from. */
  upTo: number;
  /** There may be more: as many as wanted were found. */
  more: boolean;
  damage: FeedDamage;
}

export interface FeedDamage {
  /** Lines that break off. */
  torn: number;
  /** Lines that somebody else wrote. */
  foreign: number;
  /** Numbers that no line has: lines were taken away, or the log was cut short before the next one came. */
  missing: number;
  /** The log ends before the number that was asked from: it was cut short or replaced, and nothing came since. */
  isCut: boolean;
  /** The last line has no end: it is being written, or its writer died in it. */
  isUnfinished: boolean;
}

interface OpenLog {
  descriptor: number;
  size: number;
  /** Offset of a line that is old; null = none is. */
  old: number | null;
}

/** What came after the event with this number; 0 = all. `most`: events wanted. `workspace`: an absolute path. */
export const eventsSince = (workspace: string, seq: number, most = Infinity): FeedNews =>
  withLogs(workspace, isUpTo(seq), (logs) => newsIn(logs, seq, most));

/** All of it, where it is in one file and small; else null. It takes one look then, and not a second one for where to begin. */
export function allWhenFew(workspace: string): LogEvent[] | null {
  if (logFiles(workspace).length > 1) return null;
  return withLogs(
    workspace,
    () => false,
    (logs) => (logs.every(({ size }) => size <= PIECE) ? newsIn(logs, 0, Infinity).events : null),
  );
}

/** The highest number of the log; 0 when there is none. A line without its end counts, where `withUnfinished` says so. */
export const lastNumber = (workspace: string, withUnfinished = false): number =>
  withLogs(workspace, isUpTo(Infinity), (logs) => {
    let counted = 0;
    for (const { line, isEnded } of linesOf(logs)) if (isEnded || withUnfinished) counted = counting(line, counted);
    return counted;
  });

const isUpTo =
  (seq: number) =>
  (line: Buffer): boolean => {
    const number = numberIn(line);
    return number !== null && number <= seq;
  };

/** The highest number up to a line. One without a number has the one after the line before it. */
const counting = (line: Buffer, before: number): number => Math.max(before, numberIn(line) ?? before + 1);

/** `isOld`: whether a line is one before the news. Opens as many files, the newest first, as it takes to find one. */
function withLogs<T>(workspace: string, isOld: (line: Buffer) => boolean, work: (logs: readonly OpenLog[]) => T): T {
  const logs: OpenLog[] = [];
  try {
    for (const file of logFiles(workspace)) {
      const log = openLog(file, isOld);
      if (log !== null) logs.unshift(log);
      if (log !== null && log.old !== null) break;
    }
    return work(logs);
  } finally {
    for (const { descriptor } of logs) closeSync(descriptor);
  }
}

/** Null when there is no such file of ours. */
function openLog(file: string, isOld: (line: Buffer) => boolean): OpenLog | null {
  let descriptor: number;
  try {
    descriptor = openPlain(file);
  } catch {
    return null;
  }
  const { size } = fstatSync(descriptor);
  return { descriptor, size, old: oldLineNear(descriptor, size, isOld) };
}

/** `isEnded`: only the newest file can still get the rest of its last line. */
function* linesOf(logs: readonly OpenLog[]): Generator<{ line: Buffer; isEnded: boolean }> {
  for (const [at, { descriptor, old, size }] of logs.entries())
    for (const { line, whole } of linesFrom(descriptor, old ?? 0, size))
      yield { line, isEnded: whole || at < logs.length - 1 };
}

function newsIn(logs: readonly OpenLog[], seq: number, most: number): FeedNews {
  const damage = { torn: 0, foreign: 0, missing: 0, isCut: false, isUnfinished: false };
  const news: FeedNews = { events: [], upTo: seq, more: false, damage };
  const keys = new Set<string>();
  let counted = 0;
  for (const { line, isEnded } of linesOf(logs)) {
    if (!isEnded) {
      damage.isUnfinished = true;
      break;
    }
    const before = Math.max(seq, counted);
    const number = numberIn(line) ?? counted + 1;
    counted = counting(line, counted);
    if (number <= seq) continue;
    if (news.events.length >= most) return { ...news, more: true };
    damage.missing += Math.max(0, number - before - 1);
    take(news, keys, eventIn(line, number), numberIn(line));
  }
  damage.isCut = counted < seq;
  return news;
}

/** `number`: the one that its line has. A number that goes back is a copy, or somebody else's. */
function take(news: FeedNews, keys: Set<string>, event: ReturnType<typeof eventIn>, number: number | null): void {
  const isEvent = typeof event !== 'string';
  const seq = isEvent ? event.seq : (number ?? 0);
  if (!isEvent) news.damage[event] += 1;
  else if (seq <= news.upTo) news.damage.foreign += 1;
  else if (event.key === '' || !keys.has(event.key)) news.events.push(event);
  if (isEvent) keys.add(event.key);
  news.upTo = Math.max(news.upTo, seq);
}
