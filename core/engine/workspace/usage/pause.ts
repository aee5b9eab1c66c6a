// The pause source of spending comes and goes with an event that says why. Whoever calls tells the holder.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { RuleView } from '../../../contracts/spending.js';
import type { SchedulerEffect } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';
import { GOVERNANCE, resumesAt, usageOf } from './state.js';

/** `seq`: of the change that this is part of. */
export function pauseBy(
  state: SchedulerState,
  blockers: RuleView[],
  seq: number,
  at: string,
  effects: SchedulerEffect[],
): void {
  state.pauses.push(GOVERNANCE);
  usageOf(state).blockers = blockers;
  const data = { blockers: blockers.map(blockerFields), next_auto_resume_at: resumesAt(state) };
  say(`usage_paused:${seq}`, 'usage_governance_paused', data, at, effects);
}

export function lift(state: SchedulerState, seq: number, at: string, effects: SchedulerEffect[]): void {
  const cleared = usageOf(state).blockers.map(({ id }) => id);
  state.pauses = state.pauses.filter((source) => source !== GOVERNANCE);
  usageOf(state).blockers = [];
  say(`usage_resumed:${seq}`, 'usage_governance_resumed', { cleared_rules: cleared }, at, effects);
}

/** Names of the reference. */
const blockerFields = ({ id, window, observed, threshold, until }: RuleView): Record<string, unknown> => ({
  ...{ rule_id: id, window, observed, threshold },
  next_auto_resume_at: until,
});

function say(key: string, type: string, data: Record<string, unknown>, at: string, effects: SchedulerEffect[]): void {
  const entry: MirrorEntry = { kind: 'event', key, type, at, data };
  effects.push({ type: 'mirror', entries: [entry] });
}
