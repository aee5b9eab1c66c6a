// What a stage finds out about limits: how long its runner's has lasted, and that it is over. What lasts is told to the workspace, and so to
// all other turns.
import { liesAt } from '../../../contracts/failure-lists.js';
import { isLimited, mergedLimits, type RunnerLimit } from '../../../contracts/fallback.js';
import type { PlanNode } from '../../../contracts/plan.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import type { EnvironmentWait } from '../../../contracts/stage-phase.js';
import { own } from '../../../own.js';
import type { ActiveStep } from '../step.js';
import { sayLimit } from '../turns/held.js';
import { limitOf, withFallbacks } from './played-by.js';

/**
 * Notes what the attempt that failed says of its runner. The first one is limited once the wait for its provider comes to as long as the
 * plan says, from the first failure on; who stands in is only a help, and limited by its first failure. `longest`: ISO 8601, a wait of
 * the longest kind from now; none that lasts is shorter. Null when nothing lasts.
 */
export function noteLimit(
  step: ActiveStep,
  { failureClass, until }: EnvironmentWait,
  longest: string,
): RunnerLimit | null {
  const { activation, plan, at } = step;
  const node = withFallbacks(step, own(step.graph.nodes, activation.node));
  const lies = liesAt(failureClass);
  if (node === null || lies === undefined) return null;
  const runner = activation.by?.runner ?? node.runner;
  const isFirst = runner === node.runner;
  if (isFirst && lies !== 'provider') return null;
  const since = limitOf(activation, runner)?.since ?? at;
  const lasts = !isFirst || Date.parse(until) - Date.parse(since) >= (plan.timing.fallbackSeconds ?? Infinity) * 1000;
  const limit: RunnerLimit = { runner, cause: failureClass, since, until: lasts ? later(until, longest) : at, at };
  keep(step, limit);
  if (!lasts) return null;
  sayLimit(activation, limit, step.effects);
  return limit;
}

/** A stage that began after the limit of its runner was found has got over it. */
export function noteOver(step: ActiveStep, outcome: StageOutcome, node: PlanNode): void {
  const { activation, at } = step;
  if (withFallbacks(step, node) === null) return;
  const known = limitOf(activation, activation.by?.runner ?? node.runner);
  if (known === undefined || Date.parse(outcome.startedAt) < Date.parse(known.at)) return;
  const over: RunnerLimit = { ...known, until: at, at, over: true };
  keep(step, over);
  // Of what never lasted nobody was told.
  if (isLimited(known, known.at)) sayLimit(activation, over, step.effects);
}

function keep({ activation }: ActiveStep, limit: RunnerLimit): void {
  activation.limited = mergedLimits(activation.limited ?? [], [limit]);
}

const later = (one: string, other: string): string => (Date.parse(one) < Date.parse(other) ? other : one);
