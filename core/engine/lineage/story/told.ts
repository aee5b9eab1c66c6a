// What the stage that is due is told of what went before.
import type { Activation } from '../../../contracts/activation.js';
import type { Plan } from '../../../contracts/plan.js';
import type { StageStory } from '../../../contracts/story.js';
import type { ExecutorState } from '../executor-state.js';

/** Absent where there is nothing to tell. A root is judged at first, and once after each round of remediation. */
export function storyOf({ rules }: ExecutorState, { story, closure }: Activation, plan: Plan): { story?: StageStory } {
  if (rules < 6 || (story === undefined && closure === undefined)) return {};
  const rounds = closure === undefined ? {} : { rounds: plan.limits.remediationRounds + 1 };
  return { story: { ...story, ...rounds } };
}
