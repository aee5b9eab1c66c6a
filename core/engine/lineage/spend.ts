// What an activation spends, and where it stops: only before a stage, never in one.
import { blockedAs } from '../../contracts/failure-lists.js';
import { type Activation, moneyOf, tokensOf } from '../../contracts/activation.js';
import { costOf } from '../../contracts/money.js';
import type { PlanNode } from '../../contracts/plan.js';
import type { StageOutcome } from '../../contracts/stage.js';
import type { TurnStep } from './step.js';
import type { Leaving } from './turns/leave.js';
import { spanOf } from '../../contracts/spans.js';

/** Older spans go into the next one that is kept. */
const SPANS_KEPT = 60;

/** True when a limit of the workspace is reached. */
export const isUsedUp = (activation: Activation): boolean =>
  tokensOf(activation) >= (activation.limits?.tokens ?? Infinity) ||
  moneyOf(activation) >= (activation.limits?.money ?? Infinity);

/** How the activation ends when a rule allows it no further stage; null when none does. */
export function overspent(activation: Activation): Extract<Leaving, { state: 'blocked' }> | null {
  const limit = activation.limits?.activation;
  const tokens = tokensOf(activation);
  if (limit === undefined || tokens < limit.tokens) return null;
  const reason = `it spent ${tokens} tokens; the rule ${limit.rule} allows ${limit.tokens} in one activation`;
  return blockedAs('usage_limit', reason);
}

/** Counts what a stage spent, whatever came of it, with a line for the ledger. */
export function spend(
  { state, activation, at, effects }: TurnStep,
  outcome: StageOutcome,
  stage: Pick<PlanNode, 'kind' | 'model' | 'runner'> | undefined,
): void {
  const { usage } = outcome;
  if (usage === null || !Number.isFinite(usage.total)) return;
  const completedAt = state.rules >= 5 ? noLater(outcome.endedAt, at) : outcome.endedAt;
  const span = spanOf(completedAt, at);
  addUp(activation, 'usage', usage.total, span);
  const { runId, plane, node, item, grant } = activation;
  const { kind = node, model = null } = stage ?? {};
  const where = { runId, plane, stage: kind, node, family: item.family, id: item.id, lineage: state.lineage };
  const cost = state.rules < 8 ? undefined : activation.prices && costOf(activation.prices, model, usage);
  addUp(activation, 'money', cost?.micros ?? 0, span);
  const by = state.rules < 10 ? {} : playerOf(activation, stage);
  const value = { ...where, model, ...by, session: grant, completedAt, usage, ...(cost === undefined ? {} : { cost }) };
  effects.push({ type: 'mirror', entries: [{ kind: 'usage', key: outcome.requestId, at, value }] });
}

/** Who played it, and for whom. */
const playerOf = ({ by }: Activation, stage: Pick<PlanNode, 'runner'> | undefined) => ({
  ...(stage === undefined ? {} : { runner: stage.runner }),
  ...(by?.fallback === undefined ? {} : { fallback: by.fallback }),
});

/** What comes from the future would take everything of the present out of its window. */
const noLater = (iso: string, at: string): string => (Date.parse(iso) > Date.parse(at) ? at : iso);

function addUp(activation: Activation, what: 'usage' | 'money', amount: number, span: number): void {
  const before = activation[what] ?? [];
  const last = before.at(-1);
  const now: [number, number] = [Math.max(span, last?.[0] ?? 0), (last?.[1] ?? 0) + amount];
  const others = last?.[0] === now[0] ? before.slice(0, -1) : before;
  if (amount > 0) activation[what] = [...others, now].slice(-SPANS_KEPT);
}
