// What keeps a workspace at rest for ever: when no event will come by itself and work is left, the causes are named, so that
// nobody waits for nothing. What only waits for one of them is not named.
import type { StuckView } from '../../../contracts/mirror.js';
import { own } from '../../../own.js';
import { isDrained } from '../closure/target.js';
import { type Item, itemKey, type SchedulerState } from '../scheduler-state.js';
import { mayGo } from '../turns/leash.js';
import { waitedFamily } from './dependencies.js';
import { whyNotLearned } from '../usage/words.js';
import { whyItemWaits } from './why-item.js';

const SHOWN = 20;

/** `wakes`: a moment is known at which the workspace looks again. Empty while anything may still happen by itself. */
export function stuckAtRest(state: SchedulerState, wakes: boolean): StuckView[] {
  const { turns, plan, allowance, delivery } = state;
  if (
    state.rules < 4 ||
    turns.length > 0 ||
    delivery !== undefined ||
    plan === null ||
    !mayGo(state) ||
    allowance === 0 ||
    wakes
  )
    return [];
  const roots = plan.closes === true ? [] : state.targets.filter(({ root }) => isDrained(state, root));
  const unjudged = roots.map(({ root }): StuckView => ({
    what: 'root',
    family: 'spec',
    id: root,
    reason: `the mode ${plan.mode} judges no roots`,
  }));
  return [...causes(state).map((key) => stuckItem(state, key)), ...unjudged].slice(0, SHOWN);
}

/** Keys of the items that are to blame, and of those that wait for each other in some circle. */
function causes(state: SchedulerState): string[] {
  const helpers = helpersByKey(state);
  const needed = (item: Item): string[] =>
    item.state === 'blocked'
      ? (helpers.get(itemKey(item.family, item.id)) ?? [])
      : item.waitsFor.map((id) => itemKey(waitedFamily(state, item.family), id));
  // By name: how they lie in the state is another order after a run that continued as new.
  const live = Object.entries(state.items).sort(([a], [b]) => (a < b ? -1 : 1));
  const isCause = ([, item]: [string, Item]): boolean => {
    const all = needed(item);
    return all.length === 0 || all.some((key) => own(state.items, key) === undefined);
  };
  const found = live.filter(isCause).map(([key]) => key);
  const explained = behind(found, live, needed);
  return [...found, ...live.flatMap(([key]) => (explained.has(key) ? [] : [key]))];
}

/** These, and all that wait for one of them, however indirectly. */
function behind(
  found: readonly string[],
  live: readonly [string, Item][],
  needed: (item: Item) => string[],
): ReadonlySet<string> {
  const waiters = new Map<string, string[]>();
  for (const [key, item] of live)
    for (const other of needed(item)) waiters.set(other, [...(waiters.get(other) ?? []), key]);
  const all = new Set(found);
  for (const key of all) for (const waiter of waiters.get(key) ?? []) all.add(waiter);
  return all;
}

/** Items that stand for a blocked one, or help to, by its key. */
function helpersByKey({ items }: SchedulerState): ReadonlyMap<string, string[]> {
  const helpers = new Map<string, string[]>();
  for (const [key, { replaces }] of Object.entries(items))
    if (replaces !== undefined) helpers.set(replaces, [...(helpers.get(replaces) ?? []), key]);
  return helpers;
}

function stuckItem(state: SchedulerState, key: string): StuckView {
  const item = own(state.items, key);
  if (item === undefined) return { what: 'waiting', family: '', id: key, reason: '' };
  const { family, id } = item;
  if (item.state === 'blocked') return { what: 'blocked', family, id, reason: item.reason ?? 'no reason is recorded' };
  if (item.waitsFor.length > 0) return { what: 'waiting', family, id, reason: whyItemWaits(state, item).reason };
  return {
    what: 'unclaimed',
    family,
    id,
    reason: whyNotLearned(state) ?? `nothing of the mode ${state.plan?.mode ?? ''} works on ${family} now`,
  };
}
