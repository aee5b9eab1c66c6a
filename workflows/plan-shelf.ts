// Plans by digest, fetched once per workflow run and checked against their digest.
import { proxyActivities } from '@temporalio/workflow';
import type { IoActivities } from '../core/contracts/activities.js';
import { taskQueues } from '../core/contracts/activities.js';
import { canonicalJson, sha256Hex } from '../core/contracts/digest.js';
import type { Plan } from '../core/contracts/plan.js';

const PLANS_KEPT = 3;

export function planShelf(workspace: string): { get(digest: string | null): Promise<Plan | null> } {
  const shelf = new Map<string, Plan>();
  const io = proxyActivities<IoActivities>({
    taskQueue: taskQueues(workspace).io,
    startToCloseTimeout: '30s',
    retry: { maximumInterval: '5s', nonRetryableErrorTypes: ['PlanUnusable'] },
    summary: 'fetch the plan',
  });
  const fetch = async (digest: string): Promise<Plan | null> => {
    try {
      const plan = await io.loadPlan(digest);
      return sha256Hex(canonicalJson(plan)) === digest ? plan : null;
    } catch {
      return null;
    }
  };
  return {
    async get(digest) {
      if (digest === null) return null;
      const known = shelf.get(digest);
      if (known !== undefined) return known;
      const plan = await fetch(digest);
      if (plan !== null) shelf.set(digest, plan);
      for (const oldest of [...shelf.keys()].slice(0, -PLANS_KEPT)) shelf.delete(oldest);
      return plan;
    },
  };
}
