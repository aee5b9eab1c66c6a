// The plan that new activations begin with.
import type { NamedPlan, Plan } from '../../../core/contracts/plan.js';
import { activePlan } from '../../../read/plans.js';
import { Refused } from '../refusal.js';

/** Null before the first one. Throws `Refused` where it cannot be shown. */
export function planShown(dir: string): NamedPlan | null {
  const plan = activePlan(dir);
  if (plan === 'damaged')
    throw new Refused(
      409,
      'plan_damaged',
      'The active plan is not what it says it is.',
      '`millrace compile validate` compiles it anew.',
    );
  return plan;
}

/** Null where none can be read. */
export function planIn(dir: string): Plan | null {
  const plan = activePlan(dir);
  return plan === null || plan === 'damaged' ? null : plan.plan;
}
