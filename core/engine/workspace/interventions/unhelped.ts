// A blocked item whose last helper is gone: nobody takes care of it any more, and it says so.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import { blockedEntry, FORGOTTEN } from '../../../contracts/blocked.js';
import { isReplaced } from '../claims/replaced.js';
import { itemKey } from '../scheduler-state.js';
import { own } from '../../../own.js';
import type { WorkspaceStep } from '../step.js';

/** `key`: of the blocked item; undefined, and no entries, when there is none. `what`: what became of the helper. */
export function unhelped(step: WorkspaceStep, key: string | undefined, what: string): MirrorEntry[] {
  const { state, at } = step;
  const original = key === undefined ? undefined : own(state.items, key);
  if (original?.state !== 'blocked') return [];
  if (isReplaced(state, itemKey(original.family, original.id))) return [];
  const before = original.reason ?? 'it is blocked';
  // What an agent said stands at the end, so that nothing of ours looks like its words.
  original.reason = state.rules >= 6 ? `${what}; ${before}` : `${before}; ${what}`;
  const entry = blockedEntry(original, { ...FORGOTTEN, reason: original.reason }, at);
  return [{ ...entry, amends: true }];
}
