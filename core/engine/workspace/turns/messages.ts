// What a lineage tells the workspace. A message of a turn that nobody holds is old and changes nothing.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { HeldMessage, LeftMessage } from '../../../contracts/turns.js';
import { admitEmitted } from '../admission/emitted.js';
import { admitLearned } from '../admission/learned.js';
import { finish } from '../claims/finish.js';
import { block } from '../claims/item-index.js';
import { standsFor, supersedeReplaced } from '../claims/replaced.js';
import { judged } from '../closure/judged.js';
import { noteWork } from '../closure/target.js';
import { cancelAsked, noteAsked } from '../approvals/approvals.js';
import { unhelped } from '../interventions/unhelped.js';
import { endingOf, settleEnded } from '../interventions/settle-ended.js';
import type { Noted } from '../scheduler-events.js';
import { noteBrokeOff } from '../broken-runner.js';
import { planAutoRequeue } from '../auto-requeue/auto-requeue.js';
import type { Item, SchedulerState, Turn } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { goOnWithinRules } from '../usage/raise.js';
import { giveBackLoan } from '../usage/lend.js';
import { countSpent } from '../usage/count.js';
import { countStarted, giveBackShare } from './budget.js';
import { noteRunner } from './closed.js';
import { noteLimits } from './limited.js';
import { givesLaneAway, turnOf } from './lanes.js';
import { isStill } from './leash.js';
import { mayRetire } from './retire.js';
import { keepStory } from '../story.js';
import { storyField } from '../../../contracts/story.js';
import { own } from '../../../own.js';
import { show, type WorkspaceStep } from '../step.js';

const STALE: Noted = { changed: false, answer: null };
/** Above every order that a lineage gives to its own changes within a turn. */
export const AFTER_THE_TURN = 1_000_000;

export function held(step: WorkspaceStep, message: HeldMessage): Noted {
  const { state } = step;
  const turn = turnOf(state, message.turn);
  if (turn === undefined) return STALE;
  if (message.asking !== undefined && !noteAsked(step, turn, message.asking)) return STALE;
  countStarted(state, turn, message);
  countSpent(state, turn, message);
  noteRunner(turn, message.runner);
  noteLimits(state, message.limited, step.at);
  admitLearned(step, message, turn.runId);
  const stepsAside = state.rules >= 5 && givesLaneAway(state.lanes, message.untouched === true);
  if (message.asking !== undefined && stepsAside) leaveLane(turn);
  if (state.rules >= 5 && message.leashVersion === 0) return { changed: true, answer: null };
  turn.usedUp = message.usedUp === true;
  turn.heldUnder = Math.max(turn.heldUnder, message.leashVersion);
  if (isStill(state, turn)) giveBackLoan(turn);
  // It may have asked before it heard of rules that allow it.
  if (state.rules >= 8 && message.asking !== undefined)
    goOnWithinRules(step, { issuer: null, reason: 'the rules of now allow it' });
  return { changed: true, answer: null };
}

function leaveLane(turn: Turn): void {
  if (turn.lane !== 'foreground') return;
  turn.lane = null;
  giveBackShare(turn);
}

/** The turn comes back: the item finishes or blocks, what it emitted is admitted in the same step. */
export function left(step: WorkspaceStep, message: LeftMessage): Noted {
  const { state, at } = step;
  const turn = turnOf(state, message.turn);
  if (turn === undefined) return STALE;
  const key = itemKey(message.family, message.id);
  const item = own(state.items, key);
  if (item === undefined && turn.judges === undefined) return STALE;
  countStarted(state, turn, message);
  countSpent(state, turn, message);
  state.turns = state.turns.filter((other) => other !== turn);
  cancelAsked(step, turn.number);
  const ending = endingOf(turn, message, at);
  const shown = message.entries.filter(({ kind }) => isPassedOn(state, kind, ending !== null));
  const isBlocked = message.state === 'blocked' && ending === null;
  show(step, ...shown, ...turnEnd(state, turn, message, isBlocked));
  if (turn.judges !== undefined) judged(step, turn, message);
  else if (item !== undefined && ending !== null) settleEnded(step, turn, item, { ending, message });
  else if (item !== undefined) settle(step, turn, item, message);
  admitLearned(step, message, turn.runId);
  noteBrokeOff(step, key, message);
  // What is learned runs in a lineage of its own, which stays, and was of another root all the same.
  mayRetire(step, item?.root ?? turn.item.root);
  return { changed: true, answer: null };
}

/** Why it blocked says nothing of an item that was ended. What was decided only the workspace knows. */
const isPassedOn = ({ rules }: SchedulerState, kind: MirrorEntry['kind'], isEnded: boolean): boolean =>
  kind === 'decision' ? rules < 8 : kind !== 'blocked' || !isEnded;

/** The item is done or blocked. */
function settle(step: WorkspaceStep, turn: Turn, item: Item, message: LeftMessage): void {
  const { state, at } = step;
  const { family, id, sha256, root } = item;
  const key = itemKey(family, id);
  const isDone = message.state === 'done';
  if (isDone) finish(state, key);
  else block(state, item, message.reason);
  if (!isDone) keepStory(state, item, turn, message);
  const type = isDone ? 'work_item_done' : 'work_item_blocked';
  const late = turn.ending === undefined ? {} : { too_late: turn.ending };
  const data = { turn: message.turn, work_item: key, run_id: turn.runId, reason: message.reason, ...late };
  const handedOff = !isDone && message.emitted.some((ref) => ref.source === 'runtime');
  const replaces = standsFor(state, item, handedOff);
  const worked = isDone && turn.plane === 'execution' ? noteWork(state, root) : [];
  const entries: MirrorEntry[] = [
    {
      ...{ kind: 'place', order: [state.seq + 1, 0], family, id, state: isDone ? 'done' : 'blocked', sha256 },
      ...(isDone ? {} : storyField(item.story)),
    },
    { kind: 'event', key: `left:${message.turn}`, type, at, data },
    ...worked,
  ];
  show(step, ...entries);
  admitEmitted(step, message.emitted, turn.runId, replaces);
  if (!isDone && !handedOff) planAutoRequeue(step, item, message.entries);
  // An incident that planning found nothing to do for replaces nothing: a person looks at the original.
  if (isDone && item.replaces !== undefined && family !== 'incident')
    show(step, ...supersedeReplaced(step, item.replaces));
  if (state.rules >= 4) show(step, ...sayUnhelped(step, item, handedOff));
}

/** An incident that ended without planned work helps nobody, and a hand-off that was not let in has no helper. */
function sayUnhelped(step: WorkspaceStep, item: Item, handedOff: boolean): MirrorEntry[] {
  const { state } = step;
  const { family, id, replaces } = item;
  if (handedOff) return unhelped(step, itemKey(family, id), 'its incident could not be taken in');
  const ended = own(state.items, itemKey(family, id)) === undefined;
  return ended && family === 'incident' ? unhelped(step, replaces, `incident ${id} ended without new work`) : [];
}

/** Nothing of the turn is active any more, and the plane's marker says how it ended. */
function turnEnd(state: SchedulerState, { plane }: Turn, message: LeftMessage, isBlocked: boolean): MirrorEntry[] {
  const marker = isBlocked ? 'BLOCKED' : 'IDLE';
  // Turns come back in any order; the file of a plane says how the newest of them ended.
  if (message.turn > (state.markers[plane]?.turn ?? 0)) state.markers[plane] = { turn: message.turn, marker };
  state.lastOutcome = message.lastOutcome ?? lastOutcomeIn(message.entries) ?? state.lastOutcome;
  return [
    { kind: 'run', order: [message.turn, AFTER_THE_TURN], value: null },
    { kind: 'marker', order: [message.turn, AFTER_THE_TURN], plane, marker },
  ];
}

function lastOutcomeIn(entries: readonly MirrorEntry[]): string | null {
  const run = entries.findLast((entry) => entry.kind === 'run');
  return run?.value?.activation.lastOutcome ?? null;
}
