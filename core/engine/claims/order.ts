// The order of claims: rank of the family, then created_at, then id. Queues are kept sorted, so a claim costs the same
// however long they are.
import { FAMILIES, type Home, type Plane } from '../../contracts/families.js';
import { own } from '../../own.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';

const familyOf = (key: string): string => key.slice(0, key.indexOf('/'));

/** What a state knows of families: those that ship, and those that plans brought. */
type Homes = Pick<SchedulerState, 'homes'>;

/** Behind all others until a plan says better: a state that was taken up from files has not seen one yet. */
const UNKNOWN: Home = { plane: 'execution', rank: 1000 };

const homeOf = ({ homes }: Homes, family: string): Home => own(FAMILIES, family) ?? own(homes, family) ?? UNKNOWN;

/** Plane of an item's key. */
export const planeOf = (state: Homes, key: string): Plane => homeOf(state, familyOf(key)).plane;

/** Puts a queued item where it belongs: into its queue, or among those that wait for other tasks. */
export function putInLine(state: SchedulerState, item: Item): void {
  const key = itemKey(item.family, item.id);
  const queue = item.waitsFor.length > 0 ? state.waiting : state.ready[planeOf(state, key)];
  queue.splice(positionOf(state, queue, item), 0, key);
}

export function takeOutOfLine(state: SchedulerState, key: string): void {
  const plane = planeOf(state, key);
  state.ready[plane] = state.ready[plane].filter((other) => other !== key);
  state.waiting = state.waiting.filter((other) => other !== key);
}

/** The first item that the active plan has an entry for. `root`: only of this lineage. */
export function takeFirst(state: SchedulerState, plane: Plane, root?: string): Item | undefined {
  const queue = state.ready[plane];
  const isOf = (key: string): boolean => root === undefined || state.items[key]?.root === root;
  const index = queue.findIndex((key) => isOf(key) && isEntered(state, key));
  const [key] = index < 0 ? [] : queue.splice(index, 1);
  return key === undefined ? undefined : state.items[key];
}

/** False for an item that waits for a plan which knows what to do with its family. */
export function isEntered({ plan }: SchedulerState, key: string): boolean {
  const families = plan?.families;
  return families === undefined || families.includes(familyOf(key));
}

/** Learns where families belong, and puts what is queued in line anew when that changes anything. */
export function settleHomes(state: SchedulerState, homes: Record<string, Home>): void {
  const isNews = ([family, home]: [string, Home]): boolean => {
    const known = own(state.homes, family);
    return known?.plane !== home.plane || known.rank !== home.rank;
  };
  const news = Object.entries(homes).filter(isNews);
  if (news.length === 0) return;
  Object.assign(state.homes, Object.fromEntries(news));
  lineUp(state);
}

/** Builds the queues from the items. */
export function lineUp(state: SchedulerState): void {
  state.ready = { planning: [], execution: [], learning: [] };
  state.waiting = [];
  const queued = Object.values(state.items).filter((item) => item.state === 'queued');
  for (const item of queued.sort((a, b) => (before(state, a, b) ? -1 : 1))) {
    const key = itemKey(item.family, item.id);
    (item.waitsFor.length > 0 ? state.waiting : state.ready[planeOf(state, key)]).push(key);
  }
}

function positionOf(state: SchedulerState, queue: string[], item: Item): number {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = state.items[queue[middle] ?? ''];
    if (other !== undefined && before(state, other, item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** True when `a` is claimed before `b`. */
function before(state: Homes, a: Item, b: Item): boolean {
  const rank = homeOf(state, a.family).rank - homeOf(state, b.family).rank;
  if (rank !== 0) return rank < 0;
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt;
  return a.id < b.id;
}
