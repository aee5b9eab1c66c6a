// Plans by digest, fetched once per workflow run and checked against their digest.
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { proxyActivities } from '@temporalio/workflow';
import type { IoActivities } from '../core/contracts/activities.js';
import { PLAN_UNUSABLE, taskQueues } from '../core/contracts/activities.js';
import { canonicalJson, sha256Hex } from '../core/contracts/digest.js';
import type { Plan } from '../core/contracts/plan.js';
import { insist } from './insist.js';

const PLANS_KEPT = 3;

export interface PlanShelf {
  /** Null = there is none, or it is missing for good. */
  get(digest: string | null): Promise<Plan | null>;
  /** Null = it was not asked for in this run. */
  known(digest: string): Plan | null;
}

/** `rules`: of the lineage's state; from 4 on only a plan that is missing for good is given up. */
export function planShelf(workspace: string, rules: number): PlanShelf {
  const shelf = new Map<string, Plan>();
  const io = proxyActivities<IoActivities>({
    taskQueue: taskQueues(workspace).io,
    startToCloseTimeout: '30s',
    retry: { maximumInterval: '5s', nonRetryableErrorTypes: ['PlanUnusable'] },
    summary: 'fetch the plan',
  });
  const fetch = async (digest: string): Promise<Plan | null> => {
    const isIt = (plan: unknown): plan is Plan => hasDigest(plan, digest);
    try {
      if (rules >= 4) return await insist(() => io.loadPlan(digest), isIt, { isFinal: isUnusable });
      const plan = await io.loadPlan(digest);
      return isIt(plan) ? plan : null;
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
    known: (digest) => shelf.get(digest) ?? null,
  };
}

function hasDigest(plan: unknown, digest: string): boolean {
  try {
    return sha256Hex(canonicalJson(plan)) === digest;
  } catch {
    return false;
  }
}

export const isUnusable = (error: unknown): boolean =>
  error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === PLAN_UNUSABLE;
