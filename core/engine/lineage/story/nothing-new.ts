// Whether a rung would ask the same again: a stage of a kind that has just said itself that it cannot go on, and nothing ran since.
import type { PlanGraph, Rung } from '../../../contracts/plan.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import { own } from '../../../own.js';
import type { ActiveStep } from '../step.js';

/** What the runtime chose for a stage, another run of it may do better. From revision 6 on. */
export function asksTheSame({ state, activation, graph }: ActiveStep, outcome: StageOutcome): (rung: Rung) => boolean {
  const gaveUp = outcome.outcome === 'BLOCKED' && outcome.failureClass === null;
  if (state.rules < 6 || !gaveUp) return () => false;
  const kind = kindOf(graph, activation.node);
  return ({ node }) => node !== undefined && kindOf(graph, node) === kind;
}

const kindOf = ({ nodes }: PlanGraph, node: string): string => own(nodes, node)?.kind ?? node;
