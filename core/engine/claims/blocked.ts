// Why an item is blocked, as `status` shows it: the same file whether its activation ended so or it was never let in.
import type { BlockedDiagnostics, MirrorEntry } from '../../contracts/mirror.js';

/** `why.runId`: the run to read, of the item itself or of the stage that emitted it. */
export function blockedEntry(
  item: { family: string; id: string; root: string },
  why: Omit<BlockedDiagnostics, 'root' | 'at' | 'remedy'>,
  at: string,
): MirrorEntry {
  const { family, id, root } = item;
  const remedy = why.needsYou
    ? `Read runs/${why.runId}, then repair the cause and enqueue the work again under a new id.`
    : `Nothing to do now: planning takes it up. Read runs/${why.runId} for what happened.`;
  return { kind: 'blocked', family, id, value: { ...why, root, at, remedy } };
}
