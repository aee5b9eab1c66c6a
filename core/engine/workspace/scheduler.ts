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
import type { Answer } from '../../contracts/commands.js';
import { admitDocuments, resolveLookup } from './admission/admit.js';
import { edit } from './admission/edit.js';
import { askAgain } from './closure/ask-again.js';
import { begin, pause, reload, resume, stop } from './control/control.js';
import { reclaim } from './control/reclaim.js';
import { intervene } from './interventions/intervene.js';
import { delivered } from './delivery/answered.js';
import { deliverNext } from './delivery/next.js';
import { decisionEntry, keyOf } from './decisions/decision.js';
import { lookAt } from './decisions/standing.js';
import type { SchedulerState } from './scheduler-state.js';
import { answerOf, rememberAnswer, savedAnswer } from './control/answers.js';
import { decide } from './approvals/decide.js';
import { isTaken, type Refusal, refusalOf } from './operators/gate.js';
import { changeKeys } from './operators/keys.js';
import { remember, showRefused } from './operators/take.js';
import { sectionEntry } from './turns/section.js';
import { claimNext } from './turns/claim.js';
import { held, left } from './turns/messages.js';
import { wakeUp } from './turns/wake.js';
import { govern } from './usage/govern.js';
import { raise } from './usage/raise.js';
import { tellHolders } from './control/tell.js';
import { allot, isShort } from './turns/budget.js';
import { isClosedNews } from './turns/closed.js';
import { isLimitNews } from './turns/limited.js';
import { isStill } from './turns/leash.js';
import { retired } from './turns/retire.js';
import { travelling } from './turns/travelling.js';
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
  const refusal = refusalOf(state, event);
  if (refusal !== null) return refused(newStep(state, event), event, refusal);
  const saved = savedAnswer(state, commandId) ?? forgottenAnswer(state, event);
  if (saved !== undefined) return { effects: [], answer: saved };
  const step = newStep(state, event);
  const { changed, answer } = carryOut(step, event);
  if (state.operators !== undefined) remember(state.operators, event);
  const effects = changed ? goOn(step) : step.effects;
  rememberAnswer(state, commandId, answer);
  return { effects, answer };
}

/** From revision 8 on each command that is carried out is a decision on record, also where nothing had to be changed. */
function carryOut(step: WorkspaceStep, event: CommandEvent): Answered {
  const { state } = step;
  const look = state.rules < 8 ? () => ({}) : lookAt(state, event);
  const before = { look: look(), key: keyOf(state, event.args) };
  const { changed, answer: said } = handleCommand(step, event);
  // What goes on after it has this number.
  const answer = changed ? { ...said, seq: state.seq + 1 } : said;
  if (state.rules >= 8) show(step, decisionEntry(event, answer, before, look));
  return { changed, answer };
}

/** It is not remembered: who has no right to a command cannot spoil its id for who has. On record is what is shown, and a flood is not. */
function refused(step: WorkspaceStep, event: CommandEvent, refusal: Refusal): CommandStep {
  const { state, effects } = step;
  if (state.operators !== undefined) showRefused(step, state.operators, event, refusal);
  const answer = answerOf(state, 'refused', `Refused: ${refusal.why}.`);
  const look = lookAt(state, event);
  if (effects.length > 0) show(step, decisionEntry(event, answer, { look: look() }, look));
  return { effects: mergeMirror(effects), answer };
}

/** Of a signed command that was taken, and whose answer more recent ones have taken the place of. */
function forgottenAnswer(state: SchedulerState, { args }: CommandEvent): Answer | undefined {
  const { operators } = state;
  if (args.signed === undefined || operators === undefined || !isTaken(operators, args)) return undefined;
  return answerOf(state, 'refused', 'Refused: this very command was carried out before; sign a new one.');
}

function news(state: SchedulerState, event: NewsEvent): NewsStep {
  const step = newStep(state, event);
  const { changed } = handleNews(step, event);
  return { effects: changed ? goOn(step) : step.effects, answer: null };
}

const newStep = (state: SchedulerState, { at }: SchedulerEvent): WorkspaceStep => ({ state, at, effects: [] });

/** What follows every change: spending is looked at, the next delivery is asked for, the next turn is given, and all of it is shown. */
function goOn(step: WorkspaceStep): SchedulerEffect[] {
  const { state, at, effects } = step;
  state.seq += 1;
  govern(step);
  deliverNext(step);
  claimNext(step);
  keepLanesGoing(step);
  show(step, sectionEntry(state, at));
  return withClaim(mergeMirror(retired(state, effects)), state.rules);
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
    case 'keys':
      return changeKeys(step, event.args);
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
    case 'delivered':
      return delivered(step, event);
    case 'woken':
      return wakeUp(step);
    case 'looked_up':
      return resolveLookup(step, event.family ?? 'task', event.done);
  }
}

/** A turn that used its share of the budget up gets more of it, and all know which runners are closed, and which are limited. */
function keepLanesGoing(step: WorkspaceStep): void {
  const { state } = step;
  const short = state.turns.filter((turn) => isStill(state, turn) && isShort(state, turn));
  for (const turn of short) allot(state, turn);
  if (short.length > 0 || isClosedNews(state) || isLimitNews(state)) tellHolders(step);
}

/** One mirror effect per event: files change together or not at all. */
function mergeMirror(effects: SchedulerEffect[]): SchedulerEffect[] {
  const entries = effects.flatMap((effect) => (effect.type === 'mirror' ? effect.entries : []));
  const others = effects.filter((effect) => effect.type !== 'mirror');
  return entries.length === 0 ? others : [{ type: 'mirror', entries }, ...others];
}

/** A claim travels with what is shown of it. */
function withClaim(effects: SchedulerEffect[], rules: number): SchedulerEffect[] {
  if (!effects.some(({ type }) => type === 'activate')) return effects;
  const shown = effects.flatMap((effect) => (effect.type === 'mirror' ? effect.entries : []));
  const entries = travelling(shown, rules);
  return effects.map((effect) =>
    effect.type === 'activate' ? { ...effect, message: { ...effect.message, entries } } : effect,
  );
}
