// The scheduler: (state, event) -> effects. The state is changed in place, because copying 10,000 items per event would
// make every event cost what the queue is long; nothing else reads or writes it.
import type { CommandEvent } from '../../contracts/command-table.js';
import type {
  Answered,
  CommandStep,
  NewsEvent,
  NewsStep,
  Noted,
  SchedulerEffect,
  SchedulerEvent,
  SchedulerStep,
} from './scheduler-events.js';
import { jsonBytes, LIMITS, WALL } from '../../contracts/limits.js';
import { admitDocuments, resolveLookup } from './admission/admit.js';
import { edit } from './admission/edit.js';
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
import { raise } from './usage/raise.js';
import { tellHolders } from './control/control.js';
import { allot, isShort } from './turns/budget.js';
import { isClosedNews } from './turns/closed.js';
import { isStill } from './turns/leash.js';
import { retired } from './turns/retire.js';
import { show, type WorkspaceStep } from './step.js';

/** Handles one event. Never throws: what cannot be done is refused in the answer, what is stale is dropped. */
export function stepScheduler(state: SchedulerState, event: CommandEvent): CommandStep;
export function stepScheduler(state: SchedulerState, event: NewsEvent): NewsStep;
export function stepScheduler(state: SchedulerState, event: SchedulerEvent): SchedulerStep;
export function stepScheduler(state: SchedulerState, event: SchedulerEvent): SchedulerStep {
  return 'args' in event ? command(state, event) : news(state, event);
}

/** A repeat gets the first answer again, and changes nothing. */
function command(state: SchedulerState, event: CommandEvent): CommandStep {
  const { commandId } = event.args;
  const saved = savedAnswer(state, commandId);
  if (saved !== undefined) return { effects: [], answer: saved };
  const step = newStep(state, event);
  const { changed, answer: said } = handleCommand(step, event);
  const effects = changed ? goOn(step) : step.effects;
  const answer = changed ? { ...said, seq: state.seq } : said;
  rememberAnswer(state, commandId, answer);
  return { effects, answer };
}

function news(state: SchedulerState, event: NewsEvent): NewsStep {
  const step = newStep(state, event);
  const { changed } = handleNews(step, event);
  return { effects: changed ? goOn(step) : step.effects, answer: null };
}

const newStep = (state: SchedulerState, { at }: SchedulerEvent): WorkspaceStep => ({ state, at, effects: [] });

/** What follows every change: spending is looked at, the next turn is given, and all of it is shown. */
function goOn(step: WorkspaceStep): SchedulerEffect[] {
  const { state, at, effects } = step;
  state.seq += 1;
  govern(step);
  claimNext(step);
  keepLanesGoing(step);
  show(step, sectionEntry(state, at));
  return withClaim(mergeMirror(retired(state, effects)), state.rules >= 4 ? LIMITS.message / 2 : WALL / 2);
}

function handleCommand(step: WorkspaceStep, event: CommandEvent): Answered {
  switch (event.type) {
    case 'enqueue':
      return admitDocuments(step, event.args);
    case 'begin':
      return begin(step, event.args);
    case 'reload':
      return reload(step, event.args);
    case 'judge':
      return askAgain(step, event.args);
    case 'pause':
      return pause(step, event.args);
    case 'resume':
      return resume(step, event.args);
    case 'stop':
      return stop(step, event.args);
    case 'approve':
    case 'deny':
      return decide(step, event.type, event.args);
    case 'reclaim':
      return reclaim(step, event.args);
    case 'raise':
      return raise(step, event.args);
    case 'revise':
      return edit(step, event.args);
    default:
      return intervene(step, event);
  }
}

function handleNews(step: WorkspaceStep, event: NewsEvent): Noted {
  switch (event.type) {
    case 'held':
      return held(step, event.message);
    case 'left':
      return left(step, event.message);
    case 'woken':
      return wakeUp(step);
    case 'looked_up':
      return resolveLookup(step, event.family ?? 'task', event.done);
  }
}

/** A turn that used its share of the budget up gets more of it, and all know which runners are closed. */
function keepLanesGoing(step: WorkspaceStep): void {
  const { state } = step;
  const short = state.turns.filter((turn) => isStill(state, turn) && isShort(state, turn));
  for (const turn of short) allot(state, turn);
  if (short.length > 0 || isClosedNews(state)) tellHolders(step);
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
  const entries = jsonBytes(all) > most ? [] : all;
  return effects.map((effect) =>
    effect.type === 'activate' ? { ...effect, message: { ...effect.message, entries } } : effect,
  );
}
