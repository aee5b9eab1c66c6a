// Which root is delivered next: those that the Arbiter passed, one at a time over the whole workspace, in the order in which they passed. From
// revision 10 on, and only where the worker says that roots are delivered here.
import type { DeliverInput } from '../../../contracts/delivery.js';
import { set } from '../../../set.js';
import { isDrained, showFollowing } from '../closure/target.js';
import type { SchedulerState, Target } from '../scheduler-state.js';
import { show, type WorkspaceStep } from '../step.js';
import { isTaken } from '../turns/lanes.js';
import { mayGo } from '../turns/leash.js';

type Delivery = NonNullable<Target['delivery']>;

/** A root that passes now is delivered before it closes. */
export const isDelivered = ({ rules, plan }: SchedulerState): boolean => rules >= 10 && plan?.delivers !== undefined;

/** The Arbiter passed it, or a person has its delivery asked for again. */
export function passOn({ state }: WorkspaceStep, target: Target): void {
  const { attempts = 0, rounds = 0 } = target.delivery ?? {};
  set(target, {
    state: 'delivering',
    reason: null,
    worked: false,
    delivery: { attempts, rounds, passed: state.seq + 1 },
  });
}

/** Asks for the next delivery, unless one is in flight or the workspace is to begin nothing. To be called when the event has its `seq`. */
export function deliverNext(step: WorkspaceStep): void {
  const { state } = step;
  if (state.rules < 10) return;
  for (const target of state.targets) if (isOvertaken(state, target)) takeBack(step, target);
  if (state.delivery !== undefined || state.plan === null || !mayGo(state)) return;
  const [next] = state.targets
    .flatMap((target) => (isDue(state, target) ? [{ target, delivery: target.delivery }] : []))
    .sort((a, b) => orderOf(a.delivery) - orderOf(b.delivery));
  if (next !== undefined) ask(step, next.target, next.delivery);
}

type Due = Target & { delivery: Delivery };

/** One that was taken up from files may have been asked for before: then it waits for that answer, whatever came to the root since. */
const isDue = (state: SchedulerState, target: Target): target is Due =>
  target.state === 'delivering' && target.delivery !== undefined && !isTaken(state, target.root);

const orderOf = ({ asked, passed = 0 }: Delivery): number => (asked === true ? -1 : passed);

/** Work of the root came after it passed, and before it was asked for: it has to be judged again. */
const isOvertaken = (state: SchedulerState, { state: how, root, delivery }: Target): boolean =>
  how === 'delivering' && delivery?.asked !== true && !isDrained(state, root);

function takeBack(step: WorkspaceStep, target: Target): void {
  const { state, at } = step;
  const { root } = target;
  judgeAgain(target);
  const data = { root };
  const key = `overtaken:${root}:${state.seq}`;
  show(step, showFollowing(state, target), { kind: 'event', key, type: 'closure_overtaken', at, data });
}

/** What passed counts no more. */
export function judgeAgain(target: Target): void {
  set(target, { state: 'open', reason: null });
  delete target.delivery?.passed;
}

function ask(step: WorkspaceStep, target: Target, delivery: Delivery): void {
  const { state, at } = step;
  const { root, sha256 } = target;
  if (delivery.asked !== true) delivery.attempts += 1;
  delivery.asked = true;
  const { attempts: attempt, rounds } = delivery;
  const limit = state.plan?.delivers ?? rounds;
  const input: DeliverInput = { workspace: state.workspace, root, sha256, attempt, rounds, limit };
  state.delivery = input;
  const data = { root, attempt, rounds, limit };
  const key = `delivery_asked:${root}:${attempt}`;
  show(step, showFollowing(state, target), { kind: 'event', key, type: 'delivery_asked', at, data });
  step.effects.push({ type: 'deliver', input });
}
