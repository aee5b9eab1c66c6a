// The executor's shell: one item at a time from its entry node to the end of its activation. One per lineage.
import { condition, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ExecutorEvent } from '../core/engine/lineage/executor-events.js';
import { stepExecutor } from '../core/engine/lineage/executor.js';
import type { ExecutorState } from '../core/engine/lineage/executor-state.js';
import type { ActivateMessage, LineageResult } from '../core/contracts/turns.js';
import { environmentCause } from '../core/contracts/environment.js';
import { waitAgain } from '../core/engine/lineage/recovery/environment.js';
import { isRetired } from '../core/engine/lineage/turns/retire.js';
import { executorFrom, newExecutor } from '../core/engine/lineage/executor-state.js';
import { renewed } from '../core/contracts/renew.js';
import { fieldsOf } from '../core/form.js';
import { wholeMessage } from '../core/told/message.js';
import { attributeWriter } from './attributes.js';
import { onCancelRequest } from './cancel-request.js';
import { lineageCard } from './cards.js';
import { now } from './clock.js';
import { requireInput } from './input-form.js';
import { effectRunner } from './lineage-effects.js';
import * as messages from './messages.js';
import { isMessage } from './message-form.js';
import { planShelf } from './plan-shelf.js';
import { continueAs, isDue } from './history.js';

/** Completes only when nothing of its root is left. */
export async function lineage(input: messages.LineageInput): Promise<LineageResult> {
  requireInput('lineage', input);
  const state = executorOf(input);
  const inbox = input.inbox.map(wholeEvent);
  const plans = planShelf(input.workspace, state.rules);
  const { workflowId: writer } = workflowInfo();
  const about = { workspace: input.workspace, writer, rules: state.rules, planOf: plans.known };
  const effects = effectRunner(about, (event) => inbox.push(event));
  const writeAttributes = attributeWriter(input.settings, state.rules);
  const show = (): void => {
    setCurrentDetails(lineageCard(state));
    if (isBrief()) return;
    writeAttributes({
      workspace: input.workspace,
      lineage: input.lineage,
      state: state.activation?.phase ?? 'at rest',
      stage: state.activation?.node ?? '',
      needsYou: needsYou(state),
    });
  };
  // Each change is an event, and most stages of a list nobody would see before they are over: until it is told that a stage lasts, the list says
  // what it said.
  let lasting: unknown = null;
  const isBrief = (): boolean =>
    state.rules >= 11 && state.activation?.phase === 'running' && state.activation.requestId !== lasting;
  const isWaiting = (): boolean => state.activation?.phase === 'waiting';
  // What a stage that waits has seen of the cause would be forgotten: a cause that goes just then would be waited out. Only a
  // request to cancel is worth that, because the next one reaches no run but a new one.
  const mayRenew = (): boolean =>
    effects.isQuiet() &&
    !cancelled.isComing() &&
    (isWaiting() ? cancelled.came() && state.rules >= 4 : cancelled.came() || isDue(input.settings, state));
  // A message that comes while it completes is not lost: the server refuses the end, and the message is handled first.
  const isOver = (): boolean => isRetired(state) && inbox.length === 0 && effects.isQuiet() && !cancelled.isComing();
  // The workspace ends the item, as when an operator cancels it: turn, audit and files are its own.
  const cancelled = onCancelRequest((issued) => {
    const { item = null } = state.activation ?? {};
    effects.cancelItem(item && { family: item.family, id: item.id }, issued, now());
  });

  setHandler(messages.activateSignal, (message) => {
    const whole = wholeMessage(message) as ActivateMessage;
    if (isMessage('activate', state.rules, whole)) inbox.push({ type: 'activate', at: now(), message: whole });
  });
  setHandler(messages.leashSignal, (message) => {
    if (isMessage('leash', state.rules, message)) inbox.push({ type: 'leash', at: now(), message });
  });
  setHandler(messages.decidedSignal, (message) => {
    if (isMessage('decided', state.rules, message)) inbox.push({ type: 'decided', at: now(), message });
  });
  setHandler(messages.endSignal, (message) => {
    if (isMessage('end', state.rules, message)) inbox.push({ type: 'end', at: now(), message });
  });
  setHandler(messages.retireSignal, (message) => {
    if (isMessage('retire', state.rules, message)) inbox.push({ type: 'retire', at: now(), message });
  });
  setHandler(messages.lastingSignal, (message) => {
    lasting = fieldsOf(message)['requestId'];
    if (state.rules >= 11) show();
  });
  setHandler(messages.lineageStateQuery, () => state, { description: 'The whole state of this lineage.' });

  effects.carryOut(input.effects);
  show();
  for (;;) {
    await condition(() => inbox.length > 0 || isOver() || (mayRenew() && state.activation?.phase !== 'running'));
    if (isOver()) return { v: 1, ended: 'retired', turn: state.lastTurn };
    const event = inbox.shift();
    const plan = event === undefined && !isWaiting() ? null : await plans.get(planOf(state, event));
    const decided = event === undefined ? [] : stepExecutor(state, event, plan);
    if (mayRenew()) {
      const isTimed = decided.some(({ type }) => type === 'timer');
      const all = isTimed ? decided : [...decided, ...waitAgain(state, event?.type === 'activate' ? null : plan)];
      await continueAs<typeof lineage>({ ...input, carried: renewed(state), effects: all, inbox });
    }
    effects.carryOut(decided);
    show();
  }
}

/** As it was sent: what the run before carried on is whole already. */
const wholeEvent = (event: ExecutorEvent | messages.ToldActivate): ExecutorEvent =>
  event.type === 'activate' ? { ...event, message: wholeMessage(event.message) as ActivateMessage } : event;

const needsYou = ({ activation }: ExecutorState): boolean =>
  activation?.phase === 'asking' || (environmentCause(activation?.wait?.failureClass ?? '')?.needsYou ?? false);

const planOf = (state: ExecutorState, event: ExecutorEvent | undefined): string | null =>
  event?.type === 'activate' ? event.message.planDigest : (state.activation?.planDigest ?? null);

function executorOf({ carried, workspace, lineage, rules }: messages.LineageInput): ExecutorState {
  return carried === null ? newExecutor(workspace, lineage, rules) : executorFrom(carried);
}
