// Cancel: an item that is not active is gone at once; the agent of an active one is ended first.
import type { CancelArgs } from '../../../contracts/interventions.js';
import type { Answered } from '../scheduler-events.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { turnOfItem } from '../turns/lanes.js';
import { endTurn } from './ending.js';
import { dependentsOf, findItem } from './find.js';
import { type DeedRecord, recorded } from './record.js';
import { remove } from './remove.js';
import { listedIds, verb } from './listed.js';
import { done, unchanged } from '../control/said.js';
import { show, type WorkspaceStep } from '../step.js';

export function cancel(step: WorkspaceStep, args: CancelArgs): Answered {
  const { state } = step;
  const over = cancelledBefore(state, args);
  if (over !== null) return over;
  const found = findItem(state, args);
  if ('code' in found) return unchanged(state, found.code, found.text);
  const { item } = found;
  const { family, id } = item;
  if (args.only === 'blocked' && item.state !== 'blocked')
    return unchanged(state, 'refused', `${family} ${id} is ${item.state}, not blocked.`);
  if (item.state === 'active') {
    const turn = turnOfItem(state, item);
    if (turn === undefined) return unchanged(state, 'refused', 'No item is active.');
    return endTurn(step, turn, { to: 'cancelled', action: actionOf(args, item) }, args);
  }
  cancelAtOnce(step, item, args);
  return done(state, `Cancelled ${family} ${id}.${strandedNote(state, item)}`);
}

/** Takes an item that is not active out of the queue. */
export function cancelAtOnce(step: WorkspaceStep, item: Item, args: CancelArgs): void {
  const from = item.state;
  const entries = remove(step, item, { as: 'cancelled', how: `cancelled by ${args.issuer}` });
  const deed = { ...namesOf(args, item), from, to: 'cancelled' as const };
  show(step, ...entries, ...recorded(step, item, deed, args));
}

/** Those that wait for it would wait for ever. */
export function strandedNote(state: SchedulerState, item: Item): string {
  const ids = dependentsOf(state, item).map((other) => other.id);
  if (ids.length === 0) return '';
  const way = '`millrace queue retarget` lets them wait for another task.';
  return ` ${listedIds(ids)} ${verb(ids, 'waits', 'wait')} for it and will not run: ${way}`;
}

/** The names that the reference gives to what is the same deed here. */
function namesOf(args: CancelArgs, { family }: Item): Pick<DeedRecord, 'action' | 'event'> {
  if (args.only === 'blocked') return { action: 'archive_blocked_task', event: 'blocked_task_archived' };
  return family === 'incident'
    ? { action: 'cancel_incident', event: 'incident_cancelled' }
    : { action: 'cancel_work_item', event: 'work_item_cancelled' };
}

const actionOf = (args: CancelArgs, item: Item): string => namesOf(args, item).action;

function cancelledBefore(state: SchedulerState, { family, id }: CancelArgs): Answered | null {
  const isIt = (key: string): boolean => (family === undefined ? key.endsWith(`/${id}`) : key === `${family}/${id}`);
  if (Object.keys(state.items).some(isIt)) return null;
  const one = state.finished.find(({ key, as }) => as === 'cancelled' && isIt(key));
  return one === undefined ? null : unchanged(state, 'unchanged', `${one.key.replace('/', ' ')} is cancelled already.`);
}
