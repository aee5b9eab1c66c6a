// A lineage that somebody terminated gives its turn back: its item waits for a person, because nobody knows what was meant.
import type { ReclaimArgs } from '../../../contracts/commands.js';
import { blockedAs } from '../../../contracts/failure-lists.js';
import { blockedEntry } from '../../../contracts/blocked.js';
import type { Answered } from '../scheduler-events.js';
import { turnOf } from '../turns/lanes.js';
import { broughtFields } from '../turns/brought.js';
import { left } from '../turns/messages.js';
import { done, unchanged } from './said.js';
import type { WorkspaceStep } from '../step.js';

const REASON = 'its lineage workflow was ended from outside while it held the turn';

export function reclaim(step: WorkspaceStep, args: ReclaimArgs): Answered {
  const { state, at } = step;
  const turn = turnOf(state, args.turn);
  if (turn === undefined) {
    return unchanged(state, 'unchanged', `Turn ${args.turn} is not held by anybody.`);
  }
  const { family, id } = turn.item;
  // What is left of the stage budget is not known any more: it stays as it was when the turn was given.
  const facts = { grant: 0, remaining: null, ...broughtFields(args) };
  if (turn.ending !== undefined && turn.judges === undefined) {
    const ended = { state: turn.ending.to, reason: null, needsYou: false as const, entries: [] };
    left(step, { v: 1, turn: turn.number, family, id, ...ended, ...facts });
    const text = `The turn of ${family} ${id} was taken back; it is ${turn.ending.to}.`;
    return done(state, text);
  }
  const { failureClass, ...blocked } = blockedAs('lineage_ended', REASON);
  const why = { runId: turn.runId, node: 'none', outcome: 'none', failureClass, reason: REASON };
  const entries = [blockedEntry(turn.item, why, at)];
  left(step, { v: 1, turn: turn.number, family, id, ...blocked, ...facts, entries });
  return done(state, `The turn of ${family} ${id} was taken back; it is blocked.`);
}
