// What a lineage reports is counted once: a report says what its activation spent from its beginning, and the turn knows
// how much of that was counted before. A repeated or late report adds nothing.
import type { Spent } from '../../../contracts/spending.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { addTokens } from '../../../contracts/spans.js';
import { type UsageState, usageState } from './state.js';

export function countSpent(state: SchedulerState, turn: Turn, spent: Spent | undefined): void {
  let counted = turn.tokens ?? 0;
  for (const [span, upTo] of spent ?? []) {
    if (upTo <= counted) continue;
    const usage = usageState(state);
    usage.spans = addTokens(usage.spans, span, upTo - counted);
    usage.sessionTokens += upTo - counted;
    if (turn.plane === 'learning' && state.rules >= 7) countLearned(usage, span, upTo - counted);
    counted = upTo;
  }
  if (counted > 0) turn.tokens = counted;
}

function countLearned(usage: UsageState, span: number, tokens: number): void {
  const { spans, sessionTokens } = usage.learning ?? { spans: [], sessionTokens: 0 };
  usage.learning = { spans: addTokens(spans, span, tokens), sessionTokens: sessionTokens + tokens };
}
