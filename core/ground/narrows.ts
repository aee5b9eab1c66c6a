// A change that only takes something away from agents needs nobody's word: it can start nothing and allows nothing.
import { canonicalJson } from '../contracts/digest.js';
import { type Decision } from '../contracts/registered.js';
import type { Config } from '../plan/sources/config.js';
import type { PlanDifference } from '../plan/diff/differences.js';

/** From what allows most to what allows least. */
const DECISIONS: readonly Decision[] = ['allow', 'approval_required', 'deny'];

/**
 * Whether the second configuration differs from the first in capabilities alone, and every stage is granted the same or
 * less. `found`: all differences of the two plans.
 */
export function onlyNarrows(before: Config, after: Config, found: readonly PlanDifference[]): boolean {
  return canonicalJson(withoutGrants(before)) === canonicalJson(withoutGrants(after)) && found.every(narrows);
}

function narrows({ where, before, after }: PlanDifference): boolean {
  // A plan without a question says nothing of how long one may wait.
  if (where.at(-1) === 'approvalSeconds') return before === null;
  if (where.at(-2) !== 'capabilities') return false;
  const [from, to] = [rank(before), rank(after)];
  return from !== -1 && from < to;
}

const rank = (decision: unknown): number => DECISIONS.indexOf(decision as Decision);

/** The rest of a configuration; a kind that said nothing else is as one that was not named. */
function withoutGrants({ stages, execution_capabilities: grants, ...rest }: Config): object {
  const others = Object.entries(stages).map(([kind, { capabilities: _left, ...said }]) => [kind, said] as const);
  const kept = others.filter(([, said]) => Object.values(said).some((value) => value !== undefined));
  return { ...rest, stages: Object.fromEntries(kept), grants: { ...grants, defaults: null } };
}
