// The order of claims: rank of the family, then created_at, then id; or the place that a person gave it among those. Queues are kept sorted, so a claim costs the same
// however long they are.
import { placeKey } from '../../../documents/place.js';
import { FAMILIES, type Home, type Plane } from '../../../contracts/families.js';
import { isId } from '../../../contracts/ids.js';
import { own, put } from '../../../own.js';
import { block, countItem, forgetBlocked, lineOf, noteNeeds } from './item-index.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey, newIndex } from '../scheduler-state.js';
import { set } from '../../../set.js';
import { isTaken, takenRoots } from '../turns/lanes.js';

const familyOf = (key: string): string => key.slice(0, key.indexOf('/'));

/** What a state knows of families: those that ship, and those that plans brought. */
type Homes = Pick<SchedulerState, 'homes'>;

/** Behind all others until a plan says better: a state that was taken up from files has not seen one yet. */
const UNKNOWN: Home = { plane: 'execution', rank: 1000 };

const homeOf = ({ homes }: Homes, family: string): Home => own(FAMILIES, family) ?? own(homes, family) ?? UNKNOWN;

/** Plane of an item's key. */
export const planeOf = (state: Homes, key: string): Plane => homeOf(state, familyOf(key)).plane;

/** Puts a queued item where it belongs: into its queues, or among those that wait for other tasks. */
export function putInLine(state: SchedulerState, item: Item): void {
  const key = itemKey(item.family, item.id);
  const plane = planeOf(state, key);
  forgetBlocked(state, item);
  countItem(state, item, plane, 1);
  noteNeeds(state, item);
  for (const queue of linesOf(state, item, plane)) queue.splice(positionOf(state, queue, item), 0, key);
}

/** Nothing happens to an item that is in no line. */
export function takeOutOfLine(state: SchedulerState, key: string): void {
  const item = own(state.items, key);
  if (item === undefined) return;
  const plane = planeOf(state, key);
  const lines = linesOf(state, item, plane).map((queue) => ({ queue, at: positionOf(state, queue, item) }));
  const found = lines.filter(({ queue, at }) => queue[at] === key);
  for (const { queue, at } of found) queue.splice(at, 1);
  if (found.length > 0) countItem(state, item, plane, -1);
}

/** Those that it stands in, or would. */
const linesOf = (state: SchedulerState, item: Item, plane: Plane): string[][] =>
  item.waitsFor.length > 0 ? [state.waiting] : [state.ready[plane], lineOf(state, plane, item.root)];

/** Which lineages are looked at: this one, or all but those that are passed over. */
type Whose = string | ((root: string) => boolean);

/** The first item that the active plan has an entry for, of a lineage that nothing works on. */
export function takeFirst(state: SchedulerState, plane: Plane, whose: Whose = () => false): Item | undefined {
  const key = typeof whose === 'string' ? firstOf(state, plane, whose) : firstFree(state, plane, whose);
  if (key === undefined) return undefined;
  takeOutOfLine(state, key);
  return own(state.items, key);
}

/** The first that is to be learned, whatever else of its root is worked on: what is learned has a lineage of its own. */
export function takeLesson(state: SchedulerState): Item | undefined {
  const key = state.ready.learning.find((one) => isEntered(state, one) && isSound(state, one));
  if (key === undefined) return undefined;
  takeOutOfLine(state, key);
  return own(state.items, key);
}

/** Of this lineage, if nothing works on it. */
function firstOf(state: SchedulerState, plane: Plane, root: string): string | undefined {
  if (isTaken(state, root)) return undefined;
  return lineOf(state, plane, root).find((one) => isEntered(state, one) && isSound(state, one));
}

/** Of all lineages that nothing works on. What stands before the first of these is not looked at one by one. */
function firstFree(state: SchedulerState, plane: Plane, isPassed: (root: string) => boolean): string | undefined {
  const queue = state.ready[plane];
  const isFree = (key: string): boolean => !isOfTakenRoot(state, key) && !isPassed(own(state.items, key)?.root ?? '');
  const fits = (key: string): boolean => isEntered(state, key) && isSound(state, key) && isFree(key);
  for (let at = takenAhead(state, plane); at < queue.length; at += 1) {
    const key = queue[at] ?? '';
    if (fits(key)) return key;
  }
  return undefined;
}

/** How many items at the head of the queue are of lineages that something works on: their own lines, sorted alike, tell. */
function takenAhead(state: SchedulerState, plane: Plane): number {
  const queue = state.ready[plane];
  const lines = takenRoots(state).flatMap((root) => {
    const line = own(state.index.ready, `${plane}/${root}`) ?? [];
    return line.length === 0 ? [] : [line];
  });
  if (lines.length === 0) return 0;
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = own(state.items, queue[middle] ?? '');
    const upTo = item === undefined ? 0 : lines.reduce((sum, line) => sum + placesUpTo(state, line, item), 0);
    if (upTo > middle) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What this plane has to do for a lineage, and could begin. */
export const isWanted = (state: SchedulerState, plane: Plane, root: string): boolean =>
  (own(state.index.ready, `${plane}/${root}`) ?? []).some((key) => isEntered(state, key) && isSound(state, key));

/** How many of the line stand before this item, or are it. */
function placesUpTo(state: SchedulerState, line: string[], item: Item): number {
  const at = positionOf(state, line, item);
  return line[at] === itemKey(item.family, item.id) ? at + 1 : at;
}

/** What an older build let in is taken out when the next run begins: nothing is to work on it until then. */
function isSound(state: SchedulerState, key: string): boolean {
  const { id, root } = own(state.items, key) ?? {};
  return isId(id) && isId(root);
}

const isOfTakenRoot = (state: SchedulerState, key: string): boolean =>
  (state.turns.length > 0 || state.delivery !== undefined) && isTaken(state, own(state.items, key)?.root ?? '');

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
  for (const [family, home] of news) put(state.homes, family, home);
  lineUp(state);
}

/** Builds the queues, and all else that is known of the items, from the items. */
export function lineUp(state: SchedulerState): void {
  set(state, { ready: { planning: [], execution: [], learning: [] }, waiting: [], index: newIndex() });
  const all = Object.values(state.items);
  for (const item of all.filter((one) => one.state === 'blocked')) block(state, item, item.reason);
  const queued = all.filter((item) => item.state === 'queued');
  for (const item of queued.sort((a, b) => (before(state, a, b) ? -1 : 1))) {
    const key = itemKey(item.family, item.id);
    const plane = planeOf(state, key);
    countItem(state, item, plane, 1);
    noteNeeds(state, item);
    for (const queue of linesOf(state, item, plane)) queue.push(key);
  }
}

function positionOf(state: SchedulerState, queue: string[], item: Item): number {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = own(state.items, queue[middle] ?? '');
    if (other !== undefined && before(state, other, item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** True when `a` is claimed before `b`. Until rules 6 two families of one rank could have items that stood nowhere in particular. */
function before(state: SchedulerState, a: Item, b: Item): boolean {
  const rank = homeOf(state, a.family).rank - homeOf(state, b.family).rank;
  if (rank !== 0) return rank < 0;
  if (state.rules >= 7) {
    const [one, other] = [placeKey(a.createdAt, a.id), placeKey(b.createdAt, b.id)];
    if (one !== other) return one < other;
  } else if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt;
  if (a.id !== b.id || state.rules < 6) return a.id < b.id;
  return a.family < b.family;
}
