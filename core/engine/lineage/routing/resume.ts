// Where a stage that repaired sends the work: to a node that it may name, else along its ladder. Naming one spends no bound.
import type { PlanGraph, PlanResume } from '../../../contracts/plan.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import { own } from '../../../own.js';

/** The node of a graph at which an item of this family is. */
export interface ResumeSpot {
  graph: PlanGraph;
  node: string;
  family: string;
  /** Where the activation began, if not at the entry of its family; absent before rules 10, too. */
  start?: string;
}

/** The node that the stage named, when its rule allows it and it works on the family; null = the ladder decides. */
export function namedTarget(spot: ResumeSpot, outcome: StageOutcome): string | null {
  const { graph, family } = spot;
  const rule = ruleOf(spot, outcome);
  const { resume } = outcome;
  return resume !== undefined && rule?.to.includes(resume) === true && worksOn(graph, resume, family) ? resume : null;
}

/**
 * `next`, or where it does not work on the family the first target of the rule that does. Work that is to begin anew does so where it began, if the
 * rule allows that.
 */
export function fittingResume(spot: ResumeSpot, outcome: StageOutcome, next: string): string {
  const { graph, family, start } = spot;
  const to = ruleOf(spot, outcome)?.to ?? [];
  const isAnew = start !== undefined && own(graph.entries, family) === next && to.includes(start);
  const first = isAnew ? start : next;
  return worksOn(graph, first, family) ? first : (to.find((other) => worksOn(graph, other, family)) ?? next);
}

const ruleOf = ({ graph, node }: ResumeSpot, { outcome }: StageOutcome): PlanResume | undefined =>
  own(own(graph.nodes, node)?.resume ?? {}, outcome);

/** A plan that does not say what its stages work on was made before they had to fit. */
const worksOn = (graph: PlanGraph, node: string, family: string): boolean =>
  own(graph.nodes, node)?.families?.includes(family) ?? true;
