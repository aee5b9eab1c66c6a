// The scheduler: (state, event) -> effects. The state is changed in place, because copying 10,000 items per event would
// make every event cost what the queue is long; nothing else reads or writes it.
import type { Handled, SchedulerEffect, SchedulerEvent, SchedulerStep } from './scheduler-events.js';
import { bytesOf, LIMITS, WALL } from '../../contracts/limits.js';
import { admitDocuments, resolveLookup } from './admission/admit.js';
import { askAgain } from './closure/ask-again.js';
import { begin, pause, reload, resume, stop } from './control/control.js';
import { reclaim } from './control/reclaim.js';
import { intervene } from './interventions/intervene.js';
import type { SchedulerState } from './scheduler-state.js';
import { rememberAnswer, savedAnswer } from './control/answers.js';
import { decide } from './approvals/decide.js';
import { sectionEntry } from './turns/section.js';
import { claimNext } from './turns/claim.js';
import { held, left } from './turns/messages.js';
import { wakeUp } from './turns/wake.js';
import { govern } from './usage/govern.js';

/** Handles one event. Never throws: what cannot be done is refused in the answer, what is stale is dropped. */
export function stepScheduler(state: SchedulerState, event: SchedulerEvent): SchedulerStep {
  const saved = 'args' in event ? savedAnswer(state, event.args.commandId) : undefined;
  if (saved !== undefined) return { effects: [], answer: saved };
  const effects: SchedulerEffect[] = [];
  const outcome = handle(state, event, effects);
  if (!outcome.changed && outcome.answer && 'args' in event)
    rememberAnswer(state, event.args.commandId, outcome.answer);
  if (!outcome.changed) return { effects, answer: outcome.answer };
  state.seq += 1;
  govern(state, event.at, effects);
  claimNext(state, event.at, effects);
  effects.push({ type: 'mirror', entries: [sectionEntry(state, event.at)] });
  const answer = outcome.answer === null ? null : { ...outcome.answer, seq: state.seq };
  if (answer !== null && 'args' in event) rememberAnswer(state, event.args.commandId, answer);
  return { effects: withClaim(mergeMirror(effects), state.rules >= 4 ? LIMITS.message / 2 : WALL / 2), answer };
}

function handle(state: SchedulerState, event: SchedulerEvent, effects: SchedulerEffect[]): Handled {
  switch (event.type) {
    case 'enqueue':
      return admitDocuments(state, event.args, event.at, effects);
    case 'begin':
      return begin(state, event.args, event.at, effects);
    case 'reload':
      return reload(state, event.args, event.at, effects);
    case 'judge':
      return askAgain(state, event.args, event.at, effects);
    case 'pause':
      return pause(state, event.args, event.at, effects);
    case 'resume':
      return resume(state, event.args, event.at, effects);
    case 'stop':
      return stop(state, event.args, event.at, effects);
    case 'approve':
    case 'deny':
      return decide(state, event.type, event.args, event.at, effects);
    case 'reclaim':
      return reclaim(state, event.args, event.at, effects);
    case 'held':
      return held(state, event.message, event.at, effects);
    case 'left':
      return left(state, event.message, event.at, effects);
    case 'woken':
      return wakeUp(state, event.at, effects);
    case 'looked_up':
      return resolveLookup(state, event.done);
    default:
      return intervene(state, event, effects);
  }
}

/** One mirror effect per event: files change together or not at all. */
function mergeMirror(effects: SchedulerEffect[]): SchedulerEffect[] {
  const entries = effects.flatMap((effect) => (effect.type === 'mirror' ? effect.entries : []));
  const others = effects.filter((effect) => effect.type !== 'mirror');
  return entries.length === 0 ? others : [{ type: 'mirror', entries }, ...others];
}

/**
 * A claim travels with what is shown of it; events and the ledger are history, and shown by the workspace alone. With more than
 * `most` bytes it travels alone, when all of it is shown.
 */
function withClaim(effects: SchedulerEffect[], most: number): SchedulerEffect[] {
  if (!effects.some(({ type }) => type === 'activate')) return effects;
  const shown = effects.flatMap((effect) => (effect.type === 'mirror' ? effect.entries : []));
  const all = shown.filter((entry) => entry.kind !== 'event' && entry.kind !== 'usage');
  const entries = bytesOf(all) > most ? [] : all;
  return effects.map((effect) =>
    effect.type === 'activate' ? { ...effect, message: { ...effect.message, entries } } : effect,
  );
}
