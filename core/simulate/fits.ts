// Whether what is told can be said by the stage that is up. The engine would make the best of it; a rehearsal asks.
import type { Plan, PlanNode } from '../contracts/plan.js';
import { ENVIRONMENT_FAILURES } from '../contracts/failure-lists.js';
import { didYouMean } from '../plan/diagnostics.js';
import type { Fault, Told } from './outcomes.js';
import { own } from '../own.js';

/** Null when it fits. */
export function misfit(told: Told, id: string, node: PlanNode, plan: Plan): Fault | null {
  const message =
    wrongNode(told, id) ?? wrongOutcome(told, id, node) ?? wrongClass(told, plan) ?? wrongResume(told, id, node);
  return message === null ? null : { place: told.place, message };
}

const wrongNode = ({ node }: Told, id: string): string | null =>
  node === null || node === id ? null : `it is ${id} that is up, and not ${node}.`;

function wrongOutcome({ outcome }: Told, id: string, node: PlanNode): string | null {
  if (Object.hasOwn(node.outcomes, outcome)) return null;
  const legal = Object.keys(node.outcomes);
  return `${outcome} is no outcome of ${id}; legal: ${legal.join(', ')}.${didYouMean(outcome, legal)}`;
}

function wrongClass({ outcome, failureClass }: Told, plan: Plan): string | null {
  if (failureClass === null) return null;
  if (outcome !== 'BLOCKED') return 'class= goes with BLOCKED, which is what the runtime makes of a failure.';
  const known = [...new Set([...plan.failureClasses, ...ENVIRONMENT_FAILURES])];
  if (known.includes(failureClass)) return null;
  return `there is no class ${failureClass}.${didYouMean(failureClass, known)} Known: ${known.join(', ')}.`;
}

function wrongResume({ outcome, resume }: Told, id: string, node: PlanNode): string | null {
  if (resume === null) return null;
  const to = own(node.resume ?? {}, outcome)?.to ?? [];
  if (to.length === 0) return `${id} cannot say with ${outcome} where to go on.`;
  if (to.includes(resume)) return null;
  return `${id} cannot send the work to ${resume}; legal: ${to.join(', ')}.${didYouMean(resume, to)}`;
}
