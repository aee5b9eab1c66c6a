// Why an item is blocked, as `status` shows it: the same file whether its activation ended so or it was never let in.
import type { BlockedDiagnostics, MirrorEntry } from '../../contracts/mirror.js';
import { LIFTING } from '../usage/words.js';

type Why = Omit<BlockedDiagnostics, 'root' | 'at' | 'remedy'>;

/** `why.runId`: the run to read, of the item itself or of the stage that emitted it. */
export function blockedEntry(item: { family: string; id: string; root: string }, why: Why, at: string): MirrorEntry {
  const { family, id, root } = item;
  return { kind: 'blocked', family, id, value: { ...why, root, at, remedy: remedyOf(why) } };
}

function remedyOf({ runId, needsYou, failureClass, requeue }: Why): string {
  if (requeue !== undefined) {
    const { at, attempt, of } = requeue;
    return `Nothing to do now: it will be queued again at ${at}, attempt ${attempt} of ${of}. Read runs/${runId} for what happened.`;
  }
  if (failureClass === 'usage_limit')
    return `Read runs/${runId}. To let it spend more: ${LIFTING}, and queue it again.`;
  if (!needsYou) return `Nothing to do now: planning takes it up. Read runs/${runId} for what happened.`;
  return `Read runs/${runId}, then repair the cause and enqueue the work again under a new id.`;
}
