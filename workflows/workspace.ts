// The scheduler's shell: receives commands and messages, feeds them to the engine, carries out its effects. One per workspace.
import {
  allHandlersFinished,
  condition,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { IoActivities } from '../core/contracts/activities.js';
import { taskQueues } from '../core/contracts/activities.js';
import type { Answer, WorkflowSettings } from '../core/contracts/commands.js';
import type { CommandEvent } from '../core/contracts/command-table.js';
import type { SchedulerEffect, SchedulerEvent, SchedulerStep } from '../core/engine/workspace/scheduler-events.js';
import { stepScheduler } from '../core/engine/workspace/scheduler.js';
import { isAsking } from '../core/engine/workspace/approvals/approvals.js';
import { renewed } from '../core/contracts/renew.js';
import { packScheduler, unpackScheduler } from '../core/engine/workspace/carry.js';
import { heal } from '../core/engine/workspace/heal.js';
import { newScheduler } from '../core/engine/workspace/scheduler-state.js';
import { blockedItems } from '../core/engine/workspace/claims/item-index.js';
import { refusalOf } from '../core/engine/workspace/operators/gate.js';
import { isAutoRequeued } from '../core/engine/workspace/auto-requeue/auto-requeue.js';
import { turnOf } from '../core/engine/workspace/turns/lanes.js';
import { phaseOf } from '../core/engine/workspace/turns/section.js';
import { wakeAt } from '../core/engine/workspace/turns/wake.js';
import type { ActivateMessage, LeftMessage } from '../core/contracts/turns.js';
import { wholeMessage } from '../core/told/message.js';
import { newAlarm } from './alarm.js';
import { attributeWriter } from './attributes.js';
import { onCancelRequest } from './cancel-request.js';
import { workspaceCard } from './cards.js';
import { now } from './clock.js';
import { handleCommands } from './commands.js';
import { deliveries } from './deliveries.js';
import { continueAs, isDue, isOverlong } from './history.js';
import { requireInput } from './input-form.js';
import { insist } from './insist.js';
import { lineagePost } from './lineage-post.js';
import { rootTitles } from './root-titles.js';
import * as messages from './messages.js';
import { isMessage } from './message-form.js';
import { startMirrorLoop } from './mirror-loop.js';
import { settled } from './settled.js';

export async function workspace(input: messages.WorkspaceInput): Promise<void> {
  requireInput('workspace', input);
  const state = input.carried === null ? newScheduler(input.workspace, input.rules) : unpackScheduler(input.carried);
  const settings: WorkflowSettings = { ...input.settings };
  const mirror = startMirrorLoop(input.workspace, workflowInfo().workflowId, state.rules);
  const titles = rootTitles(input.titles);
  const post = lineagePost(input.workspace, settings, { lineages: input.lineages, rules: state.rules, titles });
  const io = proxyActivities<IoActivities>({
    taskQueue: taskQueues(input.workspace).io,
    startToCloseTimeout: '20s',
    retry: { maximumInterval: '5s' },
    summary: 'look up finished tasks',
  });
  let lookups = 0;

  /** Returns the ticket of what the event shows. */
  const carryOutAll = ({ effects }: SchedulerStep): number => {
    const before = mirror.add([]);
    const turns = handedTurns(effects);
    const shown = effects.flatMap((effect) => (effect.type === 'mirror' ? effect.entries : []));
    const ticket = mirror.add(shown, turns);
    for (const effect of effects) carryOut(effect, { before, all: ticket, turns });
    alarm.set(wakeAt(state));
    show();
    return ticket;
  };
  const handle = (event: SchedulerEvent): void => {
    if (event.type === 'enqueue') titles.take(event.args.documents);
    carryOutAll(stepScheduler(state, event));
  };
  /** Those that go with what is shown of them, when nothing that is shown before would hold them up. */
  const handedTurns = (effects: SchedulerEffect[]): ActivateMessage[] => {
    if (state.rules < 11 || !mirror.isQuiet()) return [];
    const messages = effects.flatMap((effect) => (effect.type === 'activate' ? [effect.message] : []));
    return messages.filter(({ item, entries }) => entries.length > 0 && post.isFree(item.root));
  };
  const carryOut = (effect: SchedulerEffect, { before, all, turns }: Carried): void => {
    if (effect.type === 'activate' && turns.includes(effect.message)) {
      void post.follow(effect.message, mirror.handed(effect.message.turn));
    } else if (effect.type === 'activate') {
      // What does not travel with the claim is shown before it.
      const shown = effect.message.entries.length > 0 ? before : all;
      void post.activate(effect.message, () => mirror.shown(shown));
    }
    if (effect.type === 'leash') void post.leash(effect.root, effect.message);
    if (effect.type === 'decided') void post.decided(effect.root, effect.message);
    if (effect.type === 'retire') void post.retire(effect.root, effect.message);
    if (effect.type === 'end') {
      const { turn } = effect.message;
      void post.end(effect.root, effect.message, () => turnOf(state, turn) === undefined);
    }
    if (effect.type === 'deliver') void delivery.start(effect.input, () => mirror.shown(all));
    if (effect.type === 'lookup') void lookUp(effect.ids, effect.family);
  };
  const lookUp = async (ids: string[], family?: string): Promise<void> => {
    lookups += 1;
    const ask = (): Promise<string[]> => (family === undefined ? io.findDone(ids) : io.findDone(ids, family));
    const done = state.rules >= 4 ? await insist(ask, isNames) : await ask();
    handle({ type: 'looked_up', at: now(), done, ...(family === undefined ? {} : { family }) });
    lookups -= 1;
  };
  const command = async (event: CommandEvent): Promise<Answer> => {
    if (state.rules >= 12) await settled();
    if (event.type === 'begin') Object.assign(settings, event.args.settings);
    if (event.type === 'enqueue') titles.take(event.args.documents);
    const step = stepScheduler(state, event);
    await mirror.shown(carryOutAll(step));
    return step.answer;
  };
  const delivery = deliveries(handle);
  const alarm = newAlarm(() => handle({ type: 'woken', at: now() }));
  const writeAttributes = attributeWriter(settings, state.rules);
  const show = (): void => {
    setCurrentDetails(workspaceCard(state));
    const blocked = blockedItems(state).some((item) => !isAutoRequeued(state, item));
    const needsYou = blocked || isAsking(state);
    writeAttributes({ workspace: input.workspace, lineage: '', state: phaseOf(state), stage: '', needsYou });
  };

  handleCommands({ command, handle, rules: () => state.rules, gate: (event) => refusalOf(state, event) });
  setHandler(messages.heldSignal, (message) => {
    if (isMessage('held', state.rules, message)) handle({ type: 'held', at: now(), message });
  });
  setHandler(messages.leftSignal, (message) => {
    const whole = wholeMessage(message) as LeftMessage;
    if (isMessage('left', state.rules, whole)) handle({ type: 'left', at: now(), message: whole });
  });
  setHandler(messages.workspaceStateQuery, () => state, { description: 'The whole state of the scheduler.' });
  setHandler(messages.carriedStateQuery, () => packScheduler(state), { description: 'The same, packed.' });
  const cancelled = onCancelRequest((args) => handle({ type: 'stop', at: now(), args }));
  mirror.add(heal(state, now()));
  alarm.set(wakeAt(state));
  if (state.delivery !== undefined) void delivery.start(state.delivery, () => Promise.resolve());
  show();

  const quiet = (): boolean => mirror.isQuiet() && post.isQuiet() && lookups === 0 && allHandlersFinished();
  // A delivery whose checks take long is waited for as long as the history bears it: what goes on asks for it again.
  const isKept = (): boolean => delivery.isInFlight() && !cancelled.came() && !isOverlong(settings);
  const mayRenew = (): boolean =>
    (cancelled.came() || isDue(settings, state)) && quiet() && !cancelled.isComing() && !isKept();
  // What was quiet may have moved before this goes on: a timer and a long history can come in one task.
  do await condition(mayRenew);
  while (!mayRenew());
  await continueAs<typeof workspace>({
    ...input,
    ...{ settings, titles: titles.left() },
    carried: packScheduler(renewed(state)),
    lineages: post.started(),
  });
}

/** Tickets of what is shown before and with all of it, and turns that go with it. */
interface Carried {
  before: number;
  all: number;
  turns: ActivateMessage[];
}

const isNames = (answer: unknown): answer is string[] =>
  Array.isArray(answer) && answer.every((one) => typeof one === 'string');
