// What a verdict does. Nothing closes while its lineage has live items; the same gap twice without work between, more gaps
// than the plan allows, or an Arbiter that cannot judge, park the target until a person or new work helps.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { LeftMessage } from '../../../contracts/turns.js';
import { admitEmitted } from '../admission/emitted.js';
import type { SchedulerEffect } from '../scheduler-events.js';
import type { SchedulerState, Target, Turn } from '../scheduler-state.js';
import { isDrained, showTarget, targetOf } from './target.js';

/** `turn`: the one that judged, already given back. */
export function judged(
  state: SchedulerState,
  turn: Turn,
  message: LeftMessage,
  at: string,
  effects: SchedulerEffect[],
): void {
  const target = targetOf(state, turn.item.root);
  if (target === undefined) return;
  const say = (type: string, data: Record<string, unknown> = {}): void => {
    const key = `judged:${turn.number}`;
    const facts = { root: target.root, run_id: turn.runId, turn: turn.number, rounds: target.rounds, ...data };
    const entry: MirrorEntry = { kind: 'event', key, type, at, data: facts };
    effects.push({ type: 'mirror', entries: [entry] });
  };
  const { verdict } = message;
  if (verdict?.result === 'passed') close(state, target, at, effects, say);
  else if (verdict?.result === 'gap') remedy(state, target, turn, message, at, effects, say);
  else park(state, target, message.reason ?? 'the Arbiter could not judge', effects, say);
}

type Say = (type: string, data?: Record<string, unknown>) => void;

function close(state: SchedulerState, target: Target, at: string, effects: SchedulerEffect[], say: Say): void {
  // Work of this lineage came while the Arbiter judged: it is judged again when that is done.
  if (!isDrained(state, target.root)) return say('closure_overtaken');
  effects.push({ type: 'mirror', entries: [showTarget(state, target, at)] });
  state.targets = state.targets.filter((other) => other !== target);
  say('closure_target_closed');
}

function remedy(
  state: SchedulerState,
  target: Target,
  turn: Turn,
  { verdict, emitted }: LeftMessage,
  at: string,
  effects: SchedulerEffect[],
  say: Say,
): void {
  const limit = verdict?.limit ?? 0;
  const again = target.rounds > 0 && !target.worked;
  if (again) return park(state, target, 'the Arbiter found a gap again and no work was done between', effects, say);
  if (target.rounds >= limit) return park(state, target, `${limit} rounds of remediation are used up`, effects, say);
  target.rounds += 1;
  target.worked = false;
  effects.push({ type: 'mirror', entries: [showTarget(state, target, null)] });
  say('closure_gap_found', { incident: emitted[0]?.id ?? null });
  admitEmitted(state, emitted, turn.runId, at, effects);
}

function park(state: SchedulerState, target: Target, reason: string, effects: SchedulerEffect[], say: Say): void {
  Object.assign(target, { state: 'parked', reason });
  effects.push({ type: 'mirror', entries: [showTarget(state, target, null)] });
  say('closure_target_parked', { reason });
}
