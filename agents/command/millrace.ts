// The dialect `millrace`: lines of JSON, among any others.
import { LONGEST_WAIT_MS } from '../../core/contracts/environment.js';
import type { TokenUsage } from '../../core/contracts/stage.js';
import { isEnvironmentFailure } from '../../core/contracts/failure-lists.js';
import type { RunnerFailureClass } from '../../core/contracts/failures.js';
import type { Said } from '../adapter.js';
import { type RunnerFailure, failureOf, firstLine } from '../failures/cause.js';
import { plainly } from '../live.js';
import { eachLine } from '../output/each-line.js';
import { saysAnything } from '../output/says.js';
import { plusTokens } from '../tokens.js';
import { counted, type Dialect, type Heard, NOTHING } from './dialect.js';
import { isEnd, LONGEST_LINE, type MillraceLine, millraceLine } from './lines.js';

type UsageLine = Extract<MillraceLine, { type: 'usage' }>;

interface Seen extends Heard {
  open: Set<string>;
  waits: number;
  waiting: Extract<MillraceLine, { type: 'waiting' }> | null;
  error: Extract<MillraceLine, { type: 'error' }> | null;
  tooLong: number;
}

export const millrace: Dialect = {
  reader() {
    const seen: Seen = { ...NOTHING, open: new Set(), waiting: null, error: null, waits: 0, tooLong: 0 };
    return {
      take(part) {
        // Nobody knows which tools ended in what is left out: they count as ended.
        if (!('text' in part)) return seen.open.clear();
        eachLine(
          part.text,
          (rest) => millraceLine(rest) !== null,
          (text) => hear(seen, text),
        );
      },
      heard: (now) => ({
        ...seen,
        failure: seen.error === null ? null : failureIn(seen.error, now),
        struggle: seen.waiting === null ? null : struggleIn(seen.waiting, now),
        quietUntil: seen.open.size > 0 ? Infinity : seen.waits,
        notes: counted(seen.tooLong, 'lines of its output were too long to be read'),
      }),
    };
  },
  said,
  isOver: isEnd,
};

function hear(seen: Seen, text: string): void {
  if (text.length > LONGEST_LINE) seen.tooLong += 1;
  const line = millraceLine(text);
  if (line === null) return;
  seen.started = true;
  // Whatever it does next, it no longer waits.
  if (line.type !== 'usage' && line.type !== 'session') [seen.waiting, seen.waits] = [null, 0];
  apply(seen, line);
}

function apply(seen: Seen, line: MillraceLine): void {
  switch (line.type) {
    case 'message':
      if (saysAnything(line.text)) [seen.message, seen.error] = [line.text, null];
      break;
    case 'usage':
      seen.usage = seen.usage === null ? usageOf(line) : plusTokens(seen.usage, usageOf(line));
      break;
    case 'session':
      seen.session = line.id;
      break;
    case 'tool':
      if (line.state === 'start') seen.open.add(line.id);
      else seen.open.delete(line.id);
      break;
    case 'waiting':
      seen.waits = line.until === undefined ? 0 : Date.parse(line.until);
      seen.waiting = line;
      break;
    case 'error':
      seen.error = line;
      break;
    case 'end':
      break;
  }
}

function failureIn({ class: cause, detail, retry_at: at }: NonNullable<Seen['error']>, now: string): RunnerFailure {
  const judged = cause === undefined ? failureOf(detail, now, 'runner_transport_failure') : failed(cause, detail);
  return at === undefined ? judged : until(judged, at, now);
}

const struggleIn = (line: NonNullable<Seen['waiting']>, now: string): RunnerFailure | null =>
  line.class === undefined ? null : until(failed(line.class, line.for), line.until, now);

const failed = (cause: RunnerFailureClass, detail: string): RunnerFailure => ({
  class: cause,
  detail: firstLine(detail) || 'no reason given',
});

/** A moment makes sense only for what passes, and not before now nor later than any wait may last. */
function until(failure: RunnerFailure, at: string | undefined, now: string): RunnerFailure {
  if (at === undefined || !isEnvironmentFailure(failure.class)) return failure;
  const from = Date.parse(now);
  const moment = Math.min(Math.max(Date.parse(at), from), from + LONGEST_WAIT_MS);
  return { ...failure, retryAt: new Date(moment).toISOString() };
}

function usageOf({ input, cached_input: cachedInput, output, thinking }: UsageLine): TokenUsage {
  return { input, cachedInput, output, thinking, total: input + output };
}

/** Null from a line of another dialect. */
export function wordsOf(line: MillraceLine): string | null {
  switch (line.type) {
    case 'message':
      return line.text;
    case 'tool':
      return line.state === 'start' ? `$ ${line.text || line.id}` : line.text || null;
    case 'waiting':
      return `waits for ${line.for}${line.until === undefined ? '' : ` until ${line.until}`}`;
    case 'error':
      return `failed: ${[line.class ?? '', line.detail].filter((one) => one !== '').join(': ')}`;
    case 'usage':
    case 'session':
    case 'end':
      return null;
  }
}

function said(text: string): Said {
  const line = millraceLine(text);
  return line === null ? plainly(text) : { text: wordsOf(line), tokens: null };
}
