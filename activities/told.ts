// What workflows tell short is made whole here, before an activity sees it: its request with the plan that lies on this machine.
import { ApplicationFailure } from '@temporalio/common';
import { PLAN_UNUSABLE, type StageInput } from '../core/contracts/activities.js';
import type { MirrorBatch } from '../core/contracts/mirror.js';
import type { Plan } from '../core/contracts/plan.js';
import type { ToldBatch, ToldStage } from '../core/contracts/told.js';
import { wholeEntries } from '../core/told/entries.js';
import { isToldShort, wholeStage } from '../core/told/request.js';
import type { Dirs } from '../disk/dirs.js';
import { findShownPlan } from '../disk/take-up/plan.js';

/** Plans never change under their digest. */
const known = new Map<string, Plan>();
const PLANS_KEPT = 16;

/** Fails for good, with the type `PLAN_UNUSABLE`, when the plan is needed and is nowhere: the workflow then tells the request whole. */
export async function wholeInput(dirs: Dirs, told: ToldStage): Promise<StageInput> {
  const { request } = told;
  if (!isToldShort(request)) return wholeStage(told, null);
  const plan = known.get(request.planDigest) ?? (await findShownPlan(dirs, request.planDigest));
  if (plan === null) {
    const message = `the plan ${request.planDigest} of ${request.requestId} is missing or damaged`;
    throw ApplicationFailure.create({ message, type: PLAN_UNUSABLE, nonRetryable: true });
  }
  remember(request.planDigest, plan);
  return wholeStage(told, plan);
}

function remember(digest: string, plan: Plan): void {
  known.set(digest, plan);
  for (const oldest of [...known.keys()].slice(0, -PLANS_KEPT)) known.delete(oldest);
}

export const wholeBatch = (told: ToldBatch): MirrorBatch & Pick<ToldBatch, 'turns'> => ({
  ...told,
  entries: wholeEntries(told.entries),
});
