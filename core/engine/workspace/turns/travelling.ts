// What travels with a claim of what is shown of it: events, the ledger and decisions are history, and shown by the workspace alone.
import { jsonBytes, LIMITS, WALL } from '../../../contracts/limits.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';

/** Empty where it would be too many bytes: then the claim travels alone, when all of it is shown. `rules`: of the state that shows it. */
export function travelling(shown: readonly MirrorEntry[], rules: number): MirrorEntry[] {
  const all = shown.filter(({ kind }) => kind !== 'event' && kind !== 'usage' && kind !== 'decision');
  const most = rules >= 4 ? LIMITS.message / 2 : WALL / 2;
  if (jsonBytes(all) > most) return [];
  return rules >= 11 ? all.map(withoutLine) : all;
}

/** Without the line of those that wait, which is long; the whole section of the same change is newer than this one. */
function withoutLine(entry: MirrorEntry): MirrorEntry {
  if (entry.kind !== 'workspace') return entry;
  const { next: _next, ...value } = entry.value;
  return { ...entry, order: [entry.order[0], BEFORE_THE_WHOLE], value };
}

const BEFORE_THE_WHOLE = -1;
