// The pause source of spending comes and goes with an event that says why. Whoever calls tells the holder.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { RuleView } from '../../../contracts/spending.js';
import { GOVERNANCE, resumesAt, usageState } from './state.js';
import { show, type WorkspaceStep } from '../step.js';

/** `seq`: of the change that this is part of. */
export function pauseBy(step: WorkspaceStep, blockers: RuleView[], seq: number): void {
  const { state } = step;
  state.pauses.push(GOVERNANCE);
  usageState(state).blockers = blockers;
  const data = { blockers: blockers.map(blockerFields), next_auto_resume_at: resumesAt(state) };
  say(step, `usage_paused:${seq}`, 'usage_governance_paused', data);
}

export function lift(step: WorkspaceStep, seq: number): void {
  const { state } = step;
  const cleared = usageState(state).blockers.map(({ id }) => id);
  state.pauses = state.pauses.filter((source) => source !== GOVERNANCE);
  usageState(state).blockers = [];
  say(step, `usage_resumed:${seq}`, 'usage_governance_resumed', { cleared_rules: cleared });
}

/** Names of the reference. */
const blockerFields = ({ id, window, observed, threshold, until, currency }: RuleView): Record<string, unknown> => ({
  ...{ rule_id: id, window, observed, threshold },
  ...(currency === undefined ? {} : { currency, unit: 'millionths' }),
  next_auto_resume_at: until,
});

function say(step: WorkspaceStep, key: string, type: string, data: Record<string, unknown>): void {
  const { at } = step;
  const entry: MirrorEntry = { kind: 'event', key, type, at, data };
  show(step, entry);
}
