// What a crash or a stop could leave behind is put right: little can be stale here, and the answer says what was.
import type { Issued } from '../../../contracts/commands.js';
import { blockedAs } from '../../../contracts/failure-lists.js';
import type { ClearArgs, LostTurn } from '../../../contracts/interventions.js';
import { OPERATOR, stillPaused } from '../control/control.js';
import { record, tellHolders } from '../control/tell.js';
import type { Answered } from '../scheduler-events.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { turnOf } from '../turns/lanes.js';
import { broughtFields } from '../turns/brought.js';
import { left } from '../turns/messages.js';
import { listedIds, verb } from './listed.js';
import { done, unchanged } from '../control/said.js';
import type { WorkspaceStep } from '../step.js';

export function clearStaleState(step: WorkspaceStep, args: ClearArgs): Answered {
  const { state } = step;
  const did = [...settleLost(step, args), ...liftHolds(state)];
  if (did.length === 0) return unchanged(state, 'unchanged', `Nothing is stale.${activeNote(state)}`);
  tellHolders(step);
  record(step, args, 'stale_state_cleared', { did });
  return done(state, `${did.join('; ')}.${stillPaused(state)}${activeNote(state)}`);
}

/** An active item whose lineage runs no more goes back to the queue, unless it was to be cancelled. */
function settleLost(step: WorkspaceStep, args: ClearArgs): string[] {
  const { lost = [] } = args;
  return (Array.isArray(lost) ? lost : [lost]).flatMap((one) => {
    const turn = turnOf(step.state, one.turn);
    return turn === undefined ? [] : [settleOne(step, args, turn, one)];
  });
}

function settleOne(step: WorkspaceStep, { commandId, issuer, reason }: Issued, turn: Turn, lost: LostTurn): string {
  const { at } = step;
  const { family, id } = turn.item;
  turn.ending ??= { to: 'queued', action: 'clear_stale_state', commandId, issuer, reason, at };
  const why = 'its lineage workflow was ended from outside';
  const { failureClass: _, ...blocked } = blockedAs('lineage_ended', why);
  const end = turn.judges === undefined ? ({ state: turn.ending.to, reason: null, needsYou: false } as const) : blocked;
  const facts = { grant: 0, remaining: null, ...broughtFields(lost), entries: [] };
  left(step, { v: 1, turn: turn.number, family, id, ...end, ...facts });
  return turn.judges === undefined
    ? `${family} ${id}, whose lineage ran no more, is ${end.state}`
    : `The verdict of ${id} was lost`;
}

function liftHolds(state: SchedulerState): string[] {
  const did = state.stopping ? ['The stop is lifted'] : [];
  state.stopping = false;
  if (!state.pauses.includes(OPERATOR)) return did;
  state.pauses = state.pauses.filter((source) => source !== OPERATOR);
  return [...did, 'The pause is lifted'];
}

function activeNote({ turns }: SchedulerState): string {
  const names = turns.flatMap(({ item, judges }) => (judges === undefined ? [`${item.family} ${item.id}`] : []));
  if (names.length === 0) return '';
  const work = verb(names, 'is active and its lineage works', 'are active and their lineages work');
  return ` ${listedIds(names)} ${work}; \`millrace retry-active\` starts ${verb(names, 'it', 'them')} again.`;
}
