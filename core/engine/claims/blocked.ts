// Why an item is blocked, as `status` shows it: the same file whether its activation ended so or it was never let in.
import type { BlockedDiagnostics, MirrorEntry } from '../../contracts/mirror.js';

/** `why.runId`: the run to read, of the item itself or of the stage that emitted it. */
export function blockedEntry(
  item: { family: string; id: string; root: string },
  why: Omit<BlockedDiagnostics, 'root' | 'at' | 'remedy'>,
  at: string,
): MirrorEntry {
  const { family, id, root } = item;
  const remedy = remedyOf(item, why.needsYou, why.runId);
  return { kind: 'blocked', family, id, value: { ...why, root, at, remedy } };
}

/** `runId`: the run to read; empty when it is not known. */
export function remedyOf({ family, id }: { family: string; id: string }, needsYou: boolean, runId: string): string {
  const look = runId === '' ? `\`millrace queue show ${id}\` names its runs` : `Read runs/${runId}`;
  if (!needsYou) return `Nothing to do now: planning takes it up. ${look}, for what happened.`;
  const which = `${id} --family ${family}`;
  return `${look}; repair the cause, then \`millrace retry ${which}\`; or \`millrace cancel ${which}\`.`;
}
