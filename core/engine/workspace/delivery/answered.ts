// What a delivery came to: the root is closed, waits for a person, or has work for a merger, after which it is judged again. How often that can be is a
// number of the plan.
import type { DeliverInput, DeliveryAnswer } from '../../../contracts/delivery.js';
import { clipped, LIMITS } from '../../../contracts/limits.js';
import type { EmittedRef } from '../../../contracts/turns.js';
import { admitEmitted } from '../admission/emitted.js';
import { closeTarget, isDrained, parkTarget, showTarget, targetOf } from '../closure/target.js';
import type { Noted } from '../scheduler-events.js';
import type { Target } from '../scheduler-state.js';
import { show, type WorkspaceStep } from '../step.js';
import { mayRetire } from '../turns/retire.js';
import { judgeAgain } from './next.js';

/** The delivery that was answered, and its root. */
interface Answered {
  target: Target;
  input: DeliverInput;
}

export function delivered(
  step: WorkspaceStep,
  { root, attempt, answer }: { root: string; attempt: number; answer: DeliveryAnswer },
): Noted {
  const { state } = step;
  const { delivery: input } = state;
  if (input?.root !== root || input.attempt !== attempt) return { changed: false, answer: null };
  delete state.delivery;
  const target = targetOf(state, root);
  tell(step, input, answer);
  // Somebody took its root spec away meanwhile: what was delivered stays.
  if (target?.delivery !== undefined && target.delivery.attempts === attempt) settle(step, { target, input }, answer);
  mayRetire(step, root);
  return { changed: true, answer: null };
}

function tell(step: WorkspaceStep, { root, attempt }: DeliverInput, answer: DeliveryAnswer): void {
  const { emitted = [], ...said } = { emitted: undefined, ...answer };
  const work = emitted.length === 0 ? {} : { work_item: emitted.map(({ family, id }) => `${family}/${id}`).join(' ') };
  const key = `delivery_answered:${root}:${attempt}`;
  show(step, { kind: 'event', key, type: 'delivery_answered', at: step.at, data: { root, attempt, ...said, ...work } });
}

function settle(step: WorkspaceStep, answered: Answered, answer: DeliveryAnswer): void {
  const { target } = answered;
  delete target.delivery?.asked;
  if (answer.kind === 'work') return merge(step, answered, answer);
  if (answer.kind === 'waits') return park(step, answered, `${answer.why} ${answer.todo}`);
  close(step, answered, answer.kind);
}

function close(step: WorkspaceStep, answered: Answered, delivery: DeliveryAnswer['kind']): void {
  const { state } = step;
  const { target } = answered;
  if (isDrained(state, target.root)) {
    closeTarget(step, target);
    return say(step, answered, 'closure_target_closed', { delivery });
  }
  // Work of this root came meanwhile: it is judged, and delivered, again when that is done.
  judgeAgain(target);
  show(step, showTarget(state, target, null));
  say(step, answered, 'closure_overtaken');
}

function merge(
  step: WorkspaceStep,
  answered: Answered,
  { why, todo, emitted }: { why: string; todo: string; emitted: EmittedRef[] },
): void {
  const { state } = step;
  const { target, input } = answered;
  if (emitted.length === 0 || input.rounds >= input.limit) return park(step, answered, `${why} ${todo}`);
  judgeAgain(target);
  if (target.delivery !== undefined) target.delivery.rounds += 1;
  admitEmitted(step, emitted, '');
  // Shown once: of two with one number the second would be dropped.
  if (isDrained(state, target.root))
    return park(step, answered, `${why} What a merger is to do could not be taken in. ${todo}`);
  show(step, showTarget(state, target, null));
}

function park(step: WorkspaceStep, answered: Answered, why: string): void {
  const { target } = answered;
  const reason = clipped(why, LIMITS.reason);
  parkTarget(step, target, reason);
  say(step, answered, 'closure_target_parked', { reason });
}

function say(step: WorkspaceStep, { input }: Answered, type: string, more: Record<string, unknown> = {}): void {
  const { root, attempt, rounds } = input;
  const data = { root, attempt, rounds, ...more };
  show(step, { kind: 'event', key: `delivered:${root}:${attempt}`, type, at: step.at, data });
}
