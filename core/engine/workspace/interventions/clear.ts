// What a crash or a stop could leave behind is put right: little can be stale here, and the answer says what was.
import type { ClearArgs } from '../../../contracts/interventions.js';
import { OPERATOR, record, stillPaused, tellHolder } from '../control/control.js';
import type { Handled, SchedulerEffect } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';
import { left } from '../turns/messages.js';
import { done, unchanged } from './said.js';

export function clearStaleState(
  state: SchedulerState,
  args: ClearArgs,
  at: string,
  effects: SchedulerEffect[],
): Handled {
  const did = [...requeueLost(state, args, at, effects), ...liftHolds(state)];
  if (did.length === 0) return unchanged(state, 'unchanged', `Nothing is stale.${activeNote(state)}`);
  tellHolder(state, effects);
  record(args, at, 'stale_state_cleared', { did }, effects);
  return done(state, `${did.join('; ')}.${stillPaused(state)}${activeNote(state)}`);
}

/** An active item whose lineage runs no more goes back to the queue, unless it was to be cancelled. */
function requeueLost(state: SchedulerState, args: ClearArgs, at: string, effects: SchedulerEffect[]): string[] {
  const turn = state.active;
  if (turn === null || turn.number !== args.lost?.turn) return [];
  const { family, id } = turn.item;
  const { commandId, issuer, reason } = args;
  turn.ending ??= { to: 'queued', action: 'clear_stale_state', commandId, issuer, reason, at };
  const why = 'its lineage workflow was ended from outside';
  const end =
    turn.judges === undefined
      ? ({ state: turn.ending.to, reason: null, needsYou: false } as const)
      : ({ state: 'blocked', reason: why, needsYou: true } as const);
  const { emitted, usage } = args.lost;
  const budget = { grant: 0, remaining: null, emitted, ...(usage === undefined ? {} : { usage }), entries: [] };
  left(state, { v: 1, turn: turn.number, family, id, ...end, ...budget }, at, effects);
  return [
    turn.judges === undefined
      ? `${family} ${id}, whose lineage ran no more, is ${end.state}`
      : `The verdict of ${id} was lost`,
  ];
}

function liftHolds(state: SchedulerState): string[] {
  const did = state.stopping ? ['The stop is lifted'] : [];
  state.stopping = false;
  if (!state.pauses.includes(OPERATOR)) return did;
  state.pauses = state.pauses.filter((source) => source !== OPERATOR);
  return [...did, 'The pause is lifted'];
}

function activeNote({ active }: SchedulerState): string {
  if (active === null || active.judges !== undefined) return '';
  const { family, id } = active.item;
  return ` ${family} ${id} is active and its lineage works; \`millrace retry-active\` starts it again.`;
}
