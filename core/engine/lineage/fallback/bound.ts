// A node of the plan as one of its runners plays it: all that binds it is that runner's, and nothing of the first is left.
import type { Activation } from '../../../contracts/activation.js';
import type { PlanNode } from '../../../contracts/plan.js';

/** The first runner's where nobody stands in, or the plan names no such stand-in. */
export function boundNode(node: PlanNode, { by }: Pick<Activation, 'by'>): Omit<PlanNode, 'fallbacks'> {
  const { fallbacks = [], ...first } = node;
  const standIn = by?.fallback === undefined ? undefined : fallbacks.find(({ runner }) => runner === by.runner);
  if (standIn === undefined) return first;
  const { alias: _alias, modelSource: _source, ...rest } = first;
  return { ...rest, ...standIn };
}
