// An entry of the list of attention in the words of reports and notifications.
import type { Need } from '../../read/need.js';
import type { ReportAttention } from './shape.js';

const SUMMARY: Record<Need['kind'], string> = {
  approval_pending: 'waits for your yes or no',
  item_blocked: 'is blocked',
  recovery_cap: 'used up its tries',
  input_quarantined: 'was set aside: it is no document that can be taken in',
  runner_unavailable: 'waits for its runner',
  worker_lost: 'died or does not answer',
  not_served: 'cannot be served with the others',
  server_down: 'does not answer',
  dependency_unresolvable: 'waits for something that does not come',
  budget_paused: 'pauses all work',
  closure_blocked: 'does not close by itself',
  plan_stale: 'is not as it was accepted',
  workflow_stuck: 'cannot go on',
  state_damaged: 'is missing, damaged or of another kind',
  workspace_copied: 'is a copy of another workspace',
  disk_low: 'is on a disk that takes nothing more',
  branch_waits: 'waits to be taken',
  branch_gone: 'is gone',
};

export function shownNeed(need: Need): ReportAttention {
  const { id, kind, severity, since, item, name, reason, remedy, evidence, actions } = need;
  const summary = `${item ?? name} ${SUMMARY[kind]}`;
  return { id, kind, severity, since, item, summary, cause: reason, remedy, evidence, actions };
}
