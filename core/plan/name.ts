// A plan is named by what is in it: equal plans have one name wherever they were compiled.
import { canonicalJson, sha256Hex } from '../contracts/digest.js';
import type { NamedPlan, Plan } from '../contracts/plan.js';

export function namePlan(plan: Plan): NamedPlan {
  const digest = sha256Hex(canonicalJson(plan));
  return { id: `plan-${plan.mode}-${digest.slice(0, 12)}`, digest, plan };
}
