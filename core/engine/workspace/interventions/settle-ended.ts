// The turn of an activation that an operator ended came back: the item is what was asked for, and what its stages left is
// kept in quarantine, because it belongs to a result that never was.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { EmittedRef, LeftMessage } from '../../../contracts/turns.js';
import type { Item, SchedulerState, Turn } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import type { Ending } from './ending.js';
import { recorded } from './record.js';
import { remove } from './remove.js';
import { queueAgain } from '../claims/queue-again.js';
import { hear, keepStory } from '../story.js';
import { own } from '../../../own.js';
import { show, type WorkspaceStep } from '../step.js';

/** How the operator wanted the item to end; null when it came to an end of its own, or was done before. */
export function endingOf({ ending, judges }: Turn, { state }: LeftMessage, at: string): Ending | null {
  if (judges !== undefined || state === 'done') return null;
  if (ending !== undefined || state === 'blocked') return ending ?? null;
  // Only a state that was taken up from files may have forgotten who asked.
  return { to: state, action: 'end', commandId: `end-${at}`, issuer: 'unknown', reason: '', at };
}

export function settleEnded(
  step: WorkspaceStep,
  turn: Turn,
  item: Item,
  { ending, message }: { ending: Ending; message: LeftMessage },
): void {
  const { state } = step;
  const { number, runId } = turn;
  const { to, action, issuer } = ending;
  const by = { ...ending, issuedAt: ending.at };
  const isBack = to === 'queued';
  if (isBack) {
    keepStory(state, item, turn, message);
    // Nothing failed: it begins anew.
    hear(state, item, ending, true);
  }
  const how = `${to} by ${issuer}`;
  const entries = isBack ? queueAgain(step, item) : remove(step, item, { as: 'cancelled', how });
  const event = isBack ? 'work_item_requeued' : 'work_item_cancelled';
  const key = `left:${number}`;
  const facts = { turn: number, run_id: runId };
  const deeds = recorded(step, item, { action, event, from: 'active', to, facts }, by);
  const named = deeds.map((entry) => (entry.kind === 'event' ? { ...entry, key } : entry));
  entries.push(...named, ...message.emitted.flatMap((ref) => setAside(state, ref, how)));
  show(step, ...entries);
}

/** A document of ours that has the id already stays as it is. What the runtime wrote itself is not needed any more. */
function setAside(state: SchedulerState, ref: EmittedRef, how: string): MirrorEntry[] {
  const { family, id, sha256, source } = ref;
  const key = itemKey(family, id);
  const isTaken = own(state.items, key)?.sha256 === sha256 || state.finished.some((one) => one.key === key);
  if (source === 'runtime' || isTaken) return [];
  const reason = `its activation was ${how} before this was admitted; \`millrace quarantine fix\` admits it`;
  return [{ kind: 'quarantine', family, id, sha256, reason }];
}
