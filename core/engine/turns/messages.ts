// What a lineage tells the workspace. A message of another turn than the active one is old and changes nothing.
import type { MirrorEntry } from '../../contracts/mirror.js';
import type { HeldMessage, LeftMessage } from '../../contracts/turns.js';
import { admitEmitted } from '../admission/emitted.js';
import { finish } from '../claims/finish.js';
import type { Handled, SchedulerEffect } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';

const STALE: Handled = { changed: false, answer: null };
/** Above every order that a lineage gives to its own changes within a turn. */
export const AFTER_THE_TURN = 1_000_000;

export function held(state: SchedulerState, message: HeldMessage): Handled {
  if (state.active?.number !== message.turn) return STALE;
  takeBack(state, message);
  state.active.heldUnder = Math.max(state.active.heldUnder, message.leashVersion);
  return { changed: true, answer: null };
}

/** The turn comes back: the item finishes or blocks, what it emitted is admitted in the same step. */
export function left(state: SchedulerState, message: LeftMessage, at: string, effects: SchedulerEffect[]): Handled {
  const turn = state.active;
  if (turn?.number !== message.turn) return STALE;
  const key = itemKey(message.family, message.id);
  const item = state.items[key];
  if (item === undefined) return STALE;
  takeBack(state, message);
  state.active = null;
  effects.push({ type: 'mirror', entries: message.entries });
  if (message.state === 'done') finish(state, key);
  else Object.assign(item, { state: 'blocked', reason: message.reason });
  const marker = message.state === 'done' ? 'IDLE' : 'BLOCKED';
  state.markers[turn.plane] = { turn: message.turn, marker };
  state.lastOutcome = lastOutcomeIn(message.entries) ?? state.lastOutcome;
  const { family, id, sha256 } = item;
  const entries = [
    { kind: 'place' as const, order: [state.seq + 1, 0] as [number, number], family, id, state: message.state, sha256 },
    { kind: 'run' as const, order: [message.turn, AFTER_THE_TURN] as [number, number], value: null },
    {
      kind: 'marker' as const,
      order: [message.turn, AFTER_THE_TURN] as [number, number],
      plane: turn.plane,
      marker,
    },
    {
      kind: 'event' as const,
      key: `left:${message.turn}`,
      type: message.state === 'done' ? 'work_item_done' : 'work_item_blocked',
      at,
      data: { turn: message.turn, work_item: key, run_id: turn.runId, reason: message.reason },
    },
  ];
  effects.push({ type: 'mirror', entries });
  admitEmitted(state, message.emitted, turn.runId, at, effects);
  return { changed: true, answer: null };
}

function lastOutcomeIn(entries: readonly MirrorEntry[]): string | null {
  const run = entries.findLast((entry) => entry.kind === 'run');
  return run?.value?.activation.lastOutcome ?? null;
}

/** The unused part of the stage budget, unless a newer budget was granted meanwhile. */
function takeBack(state: SchedulerState, message: { grant: number; remaining: number | null }): void {
  if (message.grant === state.grant) state.allowance = message.remaining;
}
