// How far each rule is used up at a moment, and when one that blocks ends to do so. No clock: time comes with the event.
import type { RuleView, TokenRule, UsageRules } from '../../../contracts/spending.js';
import { type Raised, raisedTo } from './raised.js';
import { SPAN_MS, type Spans, tokensSince } from '../../../contracts/spans.js';

const ROLLING_MS = 5 * 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const WEEK_MS = 7 * DAY_MS;

export interface Counted {
  spans: Spans;
  /** Since the last worker began. */
  sessionTokens: number;
  /** The same in money; absent = nothing, and before rules 8. */
  money?: Spans;
  /** Rules on money that allow more for once, the last one at the end. */
  raised?: Raised[];
}

/** Of the rules for the whole workspace; those for one activation are its lineage's to keep. */
export const measure = (given: UsageRules, counted: Counted, at: string): RuleView[] =>
  given.rules
    .filter(({ window }) => window !== 'per_run')
    .map((rule) => measured(rule, given, counted, Date.parse(at)));

function measured(given: TokenRule, starts: Starts, counted: Counted, now: number): RuleView {
  const { sessionTokens } = counted;
  const spans = given.currency === undefined ? counted.spans : (counted.money ?? []);
  const { start, end } = windowOf(given.window, starts, now);
  const rule = {
    ...given,
    threshold: Math.max(given.threshold, raisedTo(counted.raised, given.id, new Date(start).toISOString())),
  };
  const view = (observed: number, end: () => number | null): RuleView => {
    const until = observed < rule.threshold ? null : end();
    return { ...rule, observed, until: until === null ? null : new Date(until).toISOString() };
  };
  if (rule.window === 'daemon_session') return view(sessionTokens, () => null);
  if (rule.window === 'rolling_5h') return view(rolling(spans, now), () => leavesAt(spans, now, rule.threshold));
  return view(tokensSince(spans, start), () => end);
}

type Starts = Pick<UsageRules, 'weeks' | 'days' | 'nights'>;

/** Where the window of a rule lies at a moment, in milliseconds since 1970; of one that slides or has no times, the week. */
export function windowOf(window: TokenRule['window'], { weeks, days = [], nights = [] }: Starts, now: number) {
  if (window === 'calendar_day') return partOf(days, now, DAY_MS);
  return window === 'night' ? partOf(nights, now, DAY_MS) : weekOf(weeks, now);
}

/** A span counts as long as any moment of it may lie in the window. */
const leaves = (span: number): number => (span + 1) * SPAN_MS + ROLLING_MS;

const rolling = (spans: Spans, now: number): number =>
  spans.reduce((sum, [span, tokens]) => (leaves(span) > now ? sum + tokens : sum), 0);

/** When so much has left the window that the rest is below the threshold. */
function leavesAt(spans: Spans, now: number, threshold: number): number {
  let rest = rolling(spans, now);
  for (const [span, tokens] of spans) {
    if (leaves(span) <= now) continue;
    rest -= tokens;
    if (rest < threshold) return leaves(span);
  }
  return now;
}

export const weekOf = (weeks: string[], now: number): Part => partOf(weeks, now, WEEK_MS);

interface Part {
  start: number;
  end: number;
}

/** Of the parts of time that begin so; after the last of them they are counted on as if no clock were ever changed. */
function partOf(beginnings: string[], now: number, length: number): Part {
  const starts = beginnings.map((iso) => Date.parse(iso));
  const index = starts.findLastIndex((start) => start <= now);
  const [start = 0, end] = starts.slice(Math.max(0, index));
  if (end !== undefined && now < end) return { start, end };
  const past = Math.max(0, Math.floor((now - start) / length));
  return { start: start + past * length, end: start + (past + 1) * length };
}
