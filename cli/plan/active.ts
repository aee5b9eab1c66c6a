// Whether a plan is the one that the workspace works with. Compared by what is compiled now, so that new files count too.
import type { NamedPlan } from '../../core/contracts/plan.js';
import { activePlan } from '../../read/plans.js';

export interface PlanStanding {
  /** `none`: no worker has begun here yet. `damaged`: `state/compiled_plan.json` is not what it says. */
  state: 'active' | 'another' | 'none' | 'damaged';
  /** Plan that is active. */
  planId: string | null;
}

export function planStanding(workspace: string, named: NamedPlan): PlanStanding {
  const active = activePlan(workspace);
  if (active === null) return { state: 'none', planId: null };
  if (active === 'damaged') return { state: 'damaged', planId: null };
  return { state: active.digest === named.digest ? 'active' : 'another', planId: active.id };
}

export function standingText({ state, planId }: PlanStanding): string {
  if (state === 'active') return 'It is the active plan of this workspace.';
  if (state === 'none') return 'No plan is active in this workspace yet: the first `millrace run` begins with one.';
  if (state === 'damaged')
    return 'Which plan is active cannot be told: state/compiled_plan.json is damaged. A run or reload writes it anew.';
  return `Active is another one, ${planId ?? ''}: \`millrace compile diff active current\` tells what differs, \`millrace config reload\` takes this one.`;
}
