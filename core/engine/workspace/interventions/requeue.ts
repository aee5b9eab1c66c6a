// Blocked items get another try, by the wish of a person: from their entry, with fresh counters. Whoever waits for them
// goes on waiting.
import type { RequeueArgs } from '../../../contracts/interventions.js';
import { queueAgain } from '../claims/queue-again.js';
import { forgetAutoRequeue } from '../auto-requeue/auto-requeue.js';
import type { Answered } from '../scheduler-events.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { findItem } from './find.js';
import { recorded } from './record.js';
import { listedIds } from './listed.js';
import { done, unchanged } from '../control/said.js';
import { goesOn, hear } from '../story.js';
import { show, type WorkspaceStep } from '../step.js';

export function requeue(step: WorkspaceStep, args: RequeueArgs): Answered {
  const { state } = step;
  if (args.all === true) return requeueAll(step, args);
  const found = findItem(state, { ...args, id: args.id ?? '' });
  if ('code' in found) return unchanged(state, found.code, found.text);
  const { item } = found;
  const { family, id, root } = item;
  if (args.root !== undefined && args.root !== root)
    return unchanged(state, 'conflict', `${family} ${id} lies under ${root}, not under ${args.root}.`);
  if (item.state === 'queued') return toldInQueue(state, item, args);
  if (item.state === 'active') {
    const text = `${family} ${id} is active. \`millrace retry-active\` ends its agent and starts it again.`;
    return unchanged(state, 'refused', text);
  }
  const helpers = helpersOf(state, item);
  putBack(step, item, args);
  const note = helpers.length === 0 ? '' : ` ${listedIds(helpers)}, meant to replace it, goes on too.`;
  return done(state, `${family} ${id} is in the queue again.${goesOn(state, item)}${note}`);
}

/** What a person says of an item that was tried before is told all the same. Before revision 7 it was dropped. */
function toldInQueue(state: SchedulerState, item: Item, args: RequeueArgs): Answered {
  const text = `${item.family} ${item.id} is in the queue already`;
  if (state.rules < 7 || item.story === undefined || args.reason.trim() === '')
    return unchanged(state, 'unchanged', `${text}.`);
  hear(state, item, args, args.fresh);
  return done(state, `${text}; its next stage is told your reason.`);
}

/** All but those that other work is about to replace. */
function requeueAll(step: WorkspaceStep, args: RequeueArgs): Answered {
  const { state } = step;
  const isMeant = ({ state: now, root }: Item): boolean =>
    now === 'blocked' && (args.root === undefined || args.root === root);
  const found = Object.values(state.items).filter((item) => isMeant(item) && helpersOf(state, item).length === 0);
  const all = state.rules >= 5 ? found.sort(byKey) : found;
  if (all.length === 0) return unchanged(state, 'unchanged', 'No blocked item waits for a person.');
  for (const item of all) putBack(step, item, args);
  const ids = all.map((item) => item.id);
  return done(state, `In the queue again: ${listedIds(ids)}.`);
}

/** The order in which they lie in the state is another one after a run that continued as new. */
const byKey = (a: Item, b: Item): number => (itemKey(a.family, a.id) < itemKey(b.family, b.id) ? -1 : 1);

function putBack(step: WorkspaceStep, item: Item, args: RequeueArgs): void {
  const { state } = step;
  forgetAutoRequeue(state, item);
  hear(state, item, args, args.fresh);
  const entries = [
    ...queueAgain(step, item),
    ...recorded(
      step,
      item,
      { action: 'retry_blocked', event: 'blocked_work_item_requeued', from: 'blocked', to: 'queued' },
      args,
    ),
  ];
  show(step, ...entries);
}

const helpersOf = (state: SchedulerState, { family, id }: Item): string[] =>
  Object.values(state.items).flatMap((other) => (other.replaces === itemKey(family, id) ? [other.id] : []));
