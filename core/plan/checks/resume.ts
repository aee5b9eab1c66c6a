// Where a stage that repairs may send the work on: from the rule in the graph to the nodes it may really name.
import type { PlanResume } from '../../contracts/plan.js';
import { own } from '../../own.js';
import { didYouMean } from '../diagnostics.js';
import type { Graph } from '../sources/graph.js';
import { checkNamed, type Kinds, type SayDiagnostic } from './named.js';

const MAY_RESUME = ['repair', 'escalate'];

/** Targets in order of the graph: not forbidden by the rule, and working on some family the stage itself works on. */
export function resumeTargets(graph: Graph, id: string, outcome: string, kinds: Kinds): PlanResume | null {
  const rule = own(own(graph.nodes, id)?.resume ?? {}, outcome);
  if (rule === undefined) return null;
  const families = familiesOf(graph, id, kinds);
  const fits = (other: string): boolean => familiesOf(graph, other, kinds).some((one) => families.includes(one));
  return { by: rule.by, to: Object.keys(graph.nodes).filter((other) => !rule.never.includes(other) && fits(other)) };
}

const familiesOf = (graph: Graph, id: string, kinds: Kinds): string[] =>
  kinds.get(own(graph.nodes, id)?.kind ?? '')?.families ?? [];

export function checkResume(graph: Graph, id: string, kinds: Kinds, say: SayDiagnostic): void {
  const node = own(graph.nodes, id);
  const role = kinds.get(node?.kind ?? '')?.role ?? '';
  for (const [outcome, rule] of Object.entries(node?.resume ?? {})) {
    const field = `nodes.${id}.resume.${outcome}`;
    if (!MAY_RESUME.includes(role))
      say('MR1033', `Node ${id} has the role ${role}: it may not choose where to go on.`, field);
    const outcomes = Object.keys(node?.routes ?? {});
    if (!outcomes.includes(outcome))
      say('MR1033', `Node ${id} has no route for ${outcome}.${didYouMean(outcome, outcomes)}`, field);
    for (const other of rule.never) checkNamed(graph.nodes, 'node', other, `${field}.never`, say);
    if (resumeTargets(graph, id, outcome, kinds)?.to.length === 0)
      say('MR1033', `Node ${id} may name no node at all after ${outcome}.`, field);
  }
}
