// What the workspace's workflow is told of a plan: enough to claim by it, without the plan itself.
import type { PlanArgs } from '../contracts/commands.js';
import type { NamedPlan } from '../contracts/plan.js';

export function planArgs({ id, digest, plan }: NamedPlan): PlanArgs {
  const families = Object.values(plan.planes).flatMap((graph) => Object.keys(graph.entries));
  const closes = (plan.planes.planning?.closure ?? null) !== null;
  const learns = plan.planes.learning !== undefined;
  const { mode, homes = {} } = plan;
  // In place all roots share one tree; who has trees says more.
  return { planId: id, planDigest: digest, mode, families, homes, closes, learns, lanes: 1 };
}
