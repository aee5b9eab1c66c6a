// What a lineage reports is counted once: a report says what its activation spent from its beginning, and the turn knows
// how much of that was counted before. A repeated or late report adds nothing.
import type { Spent } from '../../../contracts/spending.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { addTokens } from '../../../contracts/spans.js';
import { addTo, countedFor } from './own.js';
import { type UsageState, usageState } from './state.js';

/** As messages have it. */
interface Report {
  usage?: Spent;
  money?: Spent;
}

export function countSpent(state: SchedulerState, turn: Turn, { usage: spent, money }: Report): void {
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
  if (state.rules >= 8) countMoney(state, turn, money);
}

function countLearned(usage: UsageState, span: number, tokens: number): void {
  const { spans, sessionTokens, ...money } = usage.learning ?? { spans: [], sessionTokens: 0 };
  usage.learning = { ...money, spans: addTokens(spans, span, tokens), sessionTokens: sessionTokens + tokens };
}

function countMoney(state: SchedulerState, turn: Turn, money: Spent = []): void {
  for (const [span, upTo] of money) {
    const micros = upTo - (turn.money ?? 0);
    if (micros <= 0) continue;
    turn.money = upTo;
    spendMoney(state, turn, span, micros);
  }
}

function spendMoney(state: SchedulerState, turn: Turn, span: number, micros: number): void {
  const usage = usageState(state);
  if (state.prices !== undefined) usage.currency ??= state.prices.currency;
  usage.money = addTokens(usage.money ?? [], span, micros);
  if (turn.plane === 'learning') {
    const learning = usage.learning ?? { spans: [], sessionTokens: 0 };
    usage.learning = { ...learning, money: addTokens(learning.money ?? [], span, micros) };
  }
  const [item, root] = [countedFor('item', turn), countedFor('root', turn)];
  if (item !== null) usage.items = addTo(usage.items ?? [], item, micros);
  if (root !== null) usage.roots = addTo(usage.roots ?? [], root, micros);
}
