// What an activation emitted is admitted with its result. A refused document is quarantined; one over a limit waits for a person.
import { LIMITS } from '../../../contracts/limits.js';
import type { EmittedRef } from '../../../contracts/turns.js';
import { finishQueueing } from '../claims/stuck.js';
import type { SchedulerEffect } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';
import { admit } from './admit.js';
import { newRoom } from './room.js';

/** `runId`: the run that emitted them. `replaces`: key of the blocked item that they stand for. */
export function admitEmitted(
  state: SchedulerState,
  emitted: EmittedRef[],
  runId: string,
  at: string,
  effects: SchedulerEffect[],
  replaces?: string,
): void {
  const room = newRoom(state, LIMITS.brought);
  for (const ref of emitted) {
    const { family, id, sha256 } = ref;
    const verdict = admit(
      state,
      ref,
      { generation: ref.generation, ...(replaces === undefined ? {} : { replaces }) },
      at,
      effects,
      room,
    );
    if (verdict.verdict === 'refused' || verdict.verdict === 'later') {
      const reason = verdict.reason ?? 'refused';
      effects.push({ type: 'mirror', entries: [{ kind: 'quarantine', family, id, sha256, reason }] });
    }
    if (verdict.verdict === 'admitted' && ref.stuck !== null) finishQueueing(state, ref, ref.stuck, runId, at, effects);
  }
}
