// How far each rule is used up at a moment, and when one that blocks ends to do so. No clock: time comes with the event.
import type { RuleView, TokenRule, UsageRules } from '../../../contracts/spending.js';
import { SPAN_MS, type Spans, tokensSince } from '../../../contracts/spans.js';

const ROLLING_MS = 5 * 60 * 60_000;
const WEEK_MS = 7 * 24 * 60 * 60_000;

export interface Counted {
  spans: Spans;
  /** Since the last worker began. */
  sessionTokens: number;
}

/** Of the rules for the whole workspace; those for one activation are its lineage's to keep. */
export const measure = ({ rules, weeks }: UsageRules, counted: Counted, at: string): RuleView[] =>
  rules.filter(({ window }) => window !== 'per_run').map((rule) => measured(rule, weeks, counted, Date.parse(at)));

function measured(rule: TokenRule, weeks: string[], { spans, sessionTokens }: Counted, now: number): RuleView {
  const view = (observed: number, end: () => number | null): RuleView => {
    const until = observed < rule.threshold ? null : end();
    return { ...rule, observed, until: until === null ? null : new Date(until).toISOString() };
  };
  if (rule.window === 'daemon_session') return view(sessionTokens, () => null);
  if (rule.window === 'rolling_5h') return view(rolling(spans, now), () => leavesAt(spans, now, rule.threshold));
  const { start, end } = weekOf(weeks, now);
  return view(tokensSince(spans, start), () => end);
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

/** Of `weeks`; after the last of them weeks are counted on as if no clock were ever changed. */
export function weekOf(weeks: string[], now: number): { start: number; end: number } {
  const starts = weeks.map((iso) => Date.parse(iso));
  const index = starts.findLastIndex((start) => start <= now);
  const [start = 0, end] = starts.slice(Math.max(0, index));
  if (end !== undefined && now < end) return { start, end };
  const past = Math.max(0, Math.floor((now - start) / WEEK_MS));
  return { start: start + past * WEEK_MS, end: start + (past + 1) * WEEK_MS };
}
