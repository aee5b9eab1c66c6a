// The item that a command names; else why there is none to act on.
import type { AnswerCode } from '../../../contracts/commands.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { waitedFamily } from '../claims/dependencies.js';
import { listedIds } from './listed.js';
import { own } from '../../../own.js';

export type ItemOrRefusal = { item: Item } | { code: Exclude<AnswerCode, 'done'>; text: string };

/** Exactly one live item. */
export function findItem(state: SchedulerState, { family, id }: { family?: string; id: string }): ItemOrRefusal {
  const live =
    family === undefined
      ? Object.values(state.items).filter((item) => item.id === id)
      : [own(state.items, itemKey(family, id))].filter((item) => item !== undefined);
  const [item] = live;
  if (item !== undefined && live.length === 1) return { item };
  if (live.length > 1) {
    const families = live.map((one) => one.family);
    return { code: 'conflict', text: `${id} is the id of several: say of which family (${listedIds(families)}).` };
  }
  return ended(state, family, id);
}

function ended(state: SchedulerState, family: string | undefined, id: string): ItemOrRefusal {
  const isIt = (key: string): boolean => (family === undefined ? key.endsWith(`/${id}`) : key === itemKey(family, id));
  const one = state.finished.find(({ key }) => isIt(key));
  if (one === undefined) return { code: 'not_found', text: `There is no live ${family ?? 'item'} ${id}.` };
  const name = one.key.replace('/', ' ');
  const isJudged = state.turns.some(
    ({ judges, item }) => judges !== undefined && one.key === itemKey('spec', item.root),
  );
  if (isJudged) {
    const what = '`millrace pause` holds what follows the verdict; work that is added under the root is done first.';
    return { code: 'refused', text: `${name} is done, and is judged now: that cannot be ended by its item. ${what}` };
  }
  return {
    code: 'refused',
    text: `${name} is ${one.as ?? 'done'}: it is over. Work on it again needs a new id.`,
  };
}

/** The other live items that wait for this one. */
export function dependentsOf(state: SchedulerState, item: Item): Item[] {
  const waits = (other: Item): boolean =>
    waitedFamily(state, other.family) === item.family && other.waitsFor.includes(item.id);
  return Object.values(state.items).filter((other) => other !== item && waits(other));
}

/** True when the item waits for the one of this id, perhaps by way of others. */
export function waitsFor(state: SchedulerState, item: Item, task: string, seen = new Set<string>()): boolean {
  return item.waitsFor.some((id) => {
    if (id === task) return true;
    const next = own(state.items, itemKey(waitedFamily(state, item.family), id));
    if (next === undefined || seen.has(id)) return false;
    return waitsFor(state, next, task, seen.add(id));
  });
}
