// What an activation emitted is admitted with its result. A refused document is quarantined; one over a limit waits for a person.
import { LIMITS } from '../../../contracts/limits.js';
import type { EmittedRef } from '../../../contracts/turns.js';
import { blockAtOnce } from '../claims/over-limit.js';
import { admit } from './admit.js';
import { newRoom } from './room.js';
import { show, type WorkspaceStep } from '../step.js';

/** `runId`: the run that emitted them. `replaces`: key of the blocked item that they stand for. */
export function admitEmitted(step: WorkspaceStep, emitted: EmittedRef[], runId: string, replaces?: string): void {
  const { state } = step;
  const room = newRoom(state, LIMITS.brought);
  for (const ref of emitted) {
    const { family, id, sha256 } = ref;
    const verdict = admit(
      step,
      ref,
      { generation: ref.generation, ...(replaces === undefined ? {} : { replaces }) },
      room,
    );
    if (verdict.verdict === 'refused' || verdict.verdict === 'later') {
      const reason = verdict.reason ?? 'refused';
      show(step, { kind: 'quarantine', family, id, sha256, reason });
    }
    if (verdict.verdict === 'admitted' && ref.stuck !== null) blockAtOnce(step, ref, ref.stuck, runId);
  }
}
