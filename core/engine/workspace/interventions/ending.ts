// Ending an active item: its lineage is told, and what becomes of the item is decided when the turn comes back.
import type { Issued } from '../../../contracts/commands.js';
import type { EndState } from '../../../contracts/interventions.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { Answered } from '../scheduler-events.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { OPERATOR, pausedBy } from '../control/control.js';
import { isStill } from '../turns/leash.js';
import { isAskingFor } from '../approvals/approvals.js';
import { done, unchanged } from '../control/said.js';
import { show, type WorkspaceStep } from '../step.js';

/** Who asked for it, and what the item is to be then. */
export interface Ending extends Issued {
  to: EndState;
  action: string;
  /** When it was asked for, ISO 8601. */
  at: string;
}

const DOING: Record<EndState, string> = { cancelled: 'Cancelling', queued: 'Starting again' };

/** Ends the item of the turn. A cancellation wins over a new start that was asked for before. */
export function endTurn(step: WorkspaceStep, turn: Turn, wish: Pick<Ending, 'to' | 'action'>, args: Issued): Answered {
  const { state, at } = step;
  const { id, root } = turn.item;
  const before = turn.ending?.to;
  if (before === wish.to) {
    const note = before === 'queued' ? heldNote(state) : '';
    return pending(unchanged(state, 'unchanged', `${DOING[wish.to]} ${id} already.${note}`), turn);
  }
  if (before === 'cancelled') return unchanged(state, 'conflict', `${id} is being cancelled.`);
  const { commandId, issuer, reason } = args;
  turn.ending = { ...wish, commandId, issuer, reason, at };
  // A lineage that was told before ends it all the same.
  const message = { v: 1 as const, turn: turn.number, to: wish.to, issuer, reason };
  if (before === undefined) step.effects.push({ type: 'end', root, message });
  show(step, asked(turn, turn.ending));
  const note = wish.to === 'queued' ? heldNote(state) : '';
  return pending(done(state, `${DOING[wish.to]} ${id}; ${fallsAway(state, turn)}.${note}`), turn);
}

/** What ends with it: where nothing runs there is no agent to be ended. */
function fallsAway(state: SchedulerState, turn: Turn): string {
  if (isAskingFor(state, turn)) return 'its question falls away';
  if (state.rules >= 7 && turn.runner?.waits) return 'it waits for its environment no longer';
  return state.rules >= 7 && isStill(state, turn) ? 'no stage of it runs' : 'its agent is being ended';
}

/** Why what is queued again does not start. */
function heldNote(state: SchedulerState): string {
  if (state.stopping) return ` It starts with the next \`millrace run\`: the workspace is stopping.`;
  if (state.pauses.length === 0) return '';
  const how = state.pauses.includes(OPERATOR) ? '; `millrace resume` lets it go on' : '';
  return ` It does not start while the workspace is paused by ${pausedBy(state)}${how}.`;
}

const pending = ({ changed, answer }: Answered, { number }: Turn): Answered => ({
  changed,
  answer: { ...answer, pending: { turn: number } },
});

function asked({ number, item, runId }: Turn, { to, commandId, issuer, reason, at }: Ending): MirrorEntry {
  const data = { turn: number, work_item: itemKey(item.family, item.id), run_id: runId, to };
  const who = { issuer, reason, command_id: commandId };
  return { kind: 'event', key: `command:${commandId}`, type: 'work_item_ending', at, data: { ...data, ...who } };
}
