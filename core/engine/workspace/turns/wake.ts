// When the workspace has to look again without being told anything: the earliest moment that any concern waits for.
import { earliest } from '../../../contracts/earliest.js';
import { expireAsked, nextExpiry } from '../approvals/approvals.js';
import { nextAutoRequeue, autoRequeueDue } from '../auto-requeue/auto-requeue.js';
import type { Noted } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';
import { isDueToResume } from '../usage/govern.js';
import { learnsAgainAt } from '../usage/share.js';
import { resumesAt } from '../usage/state.js';
import type { WorkspaceStep } from '../step.js';

/** What waits for a moment: a line per concern, each the ISO 8601 moment (UTC) of this state, or null. */
const MOMENTS: readonly ((state: SchedulerState) => string | null)[] = [
  resumesAt,
  learnsAgainAt,
  nextAutoRequeue,
  nextExpiry,
];

/** The shell keeps one durable timer for it, and sends `woken` when it rings. */
export function wakeAt(state: SchedulerState): string | null {
  return earliest(MOMENTS.flatMap((moment) => moment(state) ?? []));
}

/** A moment has come: each concern looks whether it is its own. */
export function wakeUp(step: WorkspaceStep): Noted {
  const { state, at } = step;
  const requeued = autoRequeueDue(step);
  const expired = expireAsked(step);
  return { changed: requeued || expired || isDueToResume(state, at), answer: null };
}
