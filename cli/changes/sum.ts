// What several parts changed in all.
import type { FileChange } from '../../core/contracts/checkpoints.js';

/** A file that was changed in two parts counts once, its lines as often as they were changed. */
export function summed(parts: readonly (readonly FileChange[])[]): { files: number; added: number; removed: number } {
  const all = parts.flat();
  const sum = (which: 'added' | 'removed'): number => all.reduce((total, one) => total + (one[which] ?? 0), 0);
  return { files: new Set(all.map(({ bytes }) => bytes)).size, added: sum('added'), removed: sum('removed') };
}
