// A blocked item whose last helper is gone: nobody takes care of it any more, and it says so.
import type { MirrorEntry } from '../../contracts/mirror.js';
import { remedyOf } from '../claims/blocked.js';
import type { SchedulerState } from '../scheduler-state.js';

/** `key`: of the blocked item; undefined, and no entries, when there is none. `what`: what became of the helper. */
export function unhelped(state: SchedulerState, key: string | undefined, what: string, at: string): MirrorEntry[] {
  const original = key === undefined ? undefined : state.items[key];
  if (original?.state !== 'blocked') return [];
  if (Object.values(state.items).some((item) => item.replaces === key)) return [];
  const { family, id, root } = original;
  original.reason = `${original.reason ?? 'it is blocked'}; ${what}`;
  const lost = { runId: '', node: 'unknown', outcome: 'unknown', failureClass: 'unknown' };
  const value = {
    ...lost,
    reason: original.reason,
    needsYou: true,
    root,
    at,
    remedy: remedyOf(original, { ...lost, needsYou: true }),
  };
  return [{ kind: 'blocked', family, id, value, amends: true }];
}
