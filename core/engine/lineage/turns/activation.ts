// An activation begins at the entry node of its family. A turn that was taken before is old news.
import { blockedAs } from '../../../contracts/failure-lists.js';
import { runId } from '../../../contracts/run-ids.js';
import type { ActivateMessage } from '../../../contracts/turns.js';
import type { Activation } from '../../../contracts/activation.js';
import type { ExecutorState } from '../executor-state.js';
import type { Step } from '../step.js';
import { storyField } from '../../../contracts/story.js';
import { beginningOf } from '../story/begin.js';
import { endedEarly, leaveEnded } from './end.js';
import { newestLeash, offer } from './leash.js';
import { leave } from './leave.js';
import { proceed } from './proceed.js';

export function activate(step: Step, message: ActivateMessage): void {
  const { state, plan, at, effects } = step;
  if (message.turn <= state.lastTurn || state.activation !== null) return;
  state.lastTurn = message.turn;
  offer(state, message.leash);
  if (message.entries.length > 0) effects.push({ type: 'mirror', entries: message.entries });
  state.mode = plan?.mode ?? '';
  const { node: entry, entries, asked } = beginningOf(state, message, plan, at);
  if (entries.length > 0) effects.push({ type: 'mirror', entries });
  const activation = begin(state, message, entry ?? '', at);
  state.activation = activation;
  const begun = { ...step, activation };
  if (endedEarly(state, activation)) return leaveEnded(begun);
  if (plan === null) return leave(begun, stuck('the plan of this turn could not be loaded'));
  if (entry === undefined) {
    const what = message.closure === undefined ? message.item.family : 'closure';
    const missing = asked === undefined ? `has no entry for ${what}` : `lets no ${what} begin at ${asked}`;
    return leave(begun, stuck(`mode ${plan.mode} ${missing}`));
  }
  proceed(begun);
}

const stuck = (reason: string) => blockedAs('plan_unusable', reason);

function begin(state: ExecutorState, message: ActivateMessage, node: string, at: string): Activation {
  const { turn, plane, item, planDigest, closure, brokeOff, story } = message;
  const leash = newestLeash(state, turn, message.leash);
  return {
    turn,
    plane,
    runId: runId(state.workspace, state.lineage, turn),
    item,
    planDigest,
    ...(closure === undefined ? {} : { closure }),
    ...(brokeOff === undefined || state.rules < 4 ? {} : { suspect: brokeOff }),
    ...(state.rules < 6 ? {} : storyField(story)),
    ...(message.start === node && state.rules >= 7 ? { start: node } : {}),
    node,
    stageNumber: 1,
    attempt: 1,
    phase: 'ready',
    requestId: null,
    since: at,
    wait: null,
    environmentTries: 0,
    lostHosts: 0,
    spent: {},
    failureClass: null,
    lastOutcome: null,
    emitted: [],
    ...(message.approvers === undefined ? {} : { approvers: message.approvers }),
    leashVersion: leash.version,
    go: leash.go,
    grant: leash.grant,
    remaining: leash.allowance,
    ...(state.rules < 5 ? {} : { started: 0, ...(leash.closed === undefined ? {} : { closed: leash.closed }) }),
    ...(leash.limited === undefined || state.rules < 10 ? {} : { limited: leash.limited }),
    ...(leash.limits === undefined ? {} : { limits: leash.limits }),
    ...(leash.prices === undefined ? {} : { prices: leash.prices }),
    order: 0,
  };
}
