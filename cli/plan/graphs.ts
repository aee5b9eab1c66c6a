// The graphs of a plan as commands walk them, and how a ladder is written.
import { type Plane, PLANES } from '../../core/contracts/families.js';
import type { NamedPlan, Plan, PlanGraph, Rung } from '../../core/contracts/plan.js';
import { mostAgentStarts } from '../../core/plan/proof/agent-starts.js';
import { own } from '../../core/own.js';

/** In the order of the planes; one of them, when it is named. */
export const graphsOf = ({ planes }: Plan, only?: Plane): [Plane, PlanGraph][] =>
  PLANES.flatMap((plane) => {
    const graph = planes[plane];
    return graph === undefined || (only !== undefined && plane !== only) ? [] : [[plane, graph] as [Plane, PlanGraph]];
  });

export const head = ({ id, digest, plan }: NamedPlan): string[] => [
  `plan    ${id}`,
  `mode    ${plan.mode}`,
  `sha256  ${digest}`,
];

/** Best first, as graphs are written: a rung with a bound is open until the bound is used up. */
export const ladderText = (ladder: readonly Rung[], bounds: PlanGraph['bounds'] = {}): string =>
  ladder.map((rung) => rungText(rung, bounds)).join(', then ');

function rungText({ node, end, bound }: Rung, bounds: PlanGraph['bounds']): string {
  const target = node ?? `end:${end}`;
  if (bound === undefined) return target;
  const limit = own(bounds, bound);
  const times = limit === undefined ? '' : ` ${limit.max}${limit.per === 'class' ? ' per class' : ''}`;
  return `${target} (${bound}${times})`;
}

/** How many stage runs an activation may have, by its key in `maxStageRuns`, and how many agents are started for them beside waits. */
export function mostRuns(graph: PlanGraph | undefined, key: string): string {
  const most = own(graph?.maxStageRuns ?? {}, key);
  if (most === undefined) return 'no limit of its own';
  const isExact = graph?.upperBounds?.includes(key) !== true;
  const runs = `at most ${most} stage run${most === 1 ? '' : 's'}, ${mostAgentStarts(most)} agent starts`;
  return `${runs}${isExact ? '' : ' (an upper bound, not the exact number)'}`;
}
