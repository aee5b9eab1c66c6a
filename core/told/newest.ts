// Files show only what was said last, so that of a batch nothing needs to travel that something later in it replaces.
import type { MirrorEntry } from '../contracts/mirror.js';

type Section = Extract<MirrorEntry, { kind: 'run' | 'marker' }>;

/** In a message from another hand its order may be anything. */
const isSection = (entry: MirrorEntry): entry is Section =>
  (entry.kind === 'run' || entry.kind === 'marker') && Array.isArray(entry.order);

/** The entries without activations and markers that a later entry replaces. */
export function newestIn(entries: readonly MirrorEntry[]): MirrorEntry[] {
  return entries.filter((entry, index) => {
    if (!isSection(entry)) return true;
    return !entries.slice(index + 1).some((later) => isSection(later) && replaces(later, entry));
  });
}

function replaces(later: Section, entry: Section): boolean {
  const isNewer = later.order[0] === entry.order[0] && later.order[1] >= entry.order[1];
  if (later.kind === 'run') return entry.kind === 'run' && isNewer;
  if (entry.kind !== 'marker' || later.plane !== entry.plane) return false;
  return isNewer || later.order[0] > entry.order[0];
}
