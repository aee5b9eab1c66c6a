// Spending by spans of five minutes: enough for windows of hours and weeks, and bounded however much is spent.

export const SPAN_MS = 5 * 60_000;
/** A calendar week and a day, so that a week that begins later in another time zone is whole. */
const KEPT = (8 * 24 * 60 * 60_000) / SPAN_MS;

/** [span, tokens], in order of time. */
export type Spans = [span: number, tokens: number][];

/** Number of the span of a moment, ISO 8601; `otherwise` when it is none. */
export function spanOf(iso: string, otherwise: string): number {
  const ms = Date.parse(iso);
  return Math.floor((Number.isFinite(ms) ? ms : Date.parse(otherwise)) / SPAN_MS);
}

/** Adds tokens to a span, and forgets what lies too far back from the newest one. */
export function addTokens(spans: Spans, span: number, tokens: number): Spans {
  const at = spans.findLastIndex(([one]) => one <= span);
  const known = spans[at];
  const added: Spans =
    known?.[0] === span ? spans.with(at, [span, known[1] + tokens]) : spans.toSpliced(at + 1, 0, [span, tokens]);
  const newest = added.at(-1)?.[0] ?? span;
  return added.filter(([one]) => one > newest - KEPT);
}

/** Tokens of the spans that begin at `ms` or later. */
export const tokensSince = (spans: Spans, ms: number): number =>
  spans.reduce((sum, [span, tokens]) => (span * SPAN_MS >= ms ? sum + tokens : sum), 0);
