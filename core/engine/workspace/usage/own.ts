// What single items and roots have cost, and how much more each may under the rules for one of them. From revision 8 on.
import { isRootless } from '../../../contracts/ids.js';
import type { OwnLimit, OwnRule } from '../../../contracts/spending.js';
import { itemKey, type SchedulerState, type Turn } from '../scheduler-state.js';
import { raisedTo } from './raised.js';
import type { UsageState } from './state.js';

/** [key of the item, or root; millionths], the one that spent last at the end. */
export type Tally = [name: string, micros: number][];

/** Whoever spent nothing for so many others is forgotten, and counts from nothing if it comes again. */
const KEPT = 500;

export const addTo = (tally: Tally, name: string, micros: number): Tally =>
  [...tally.filter(([one]) => one !== name), [name, inTally(tally, name) + micros] as Tally[number]].slice(-KEPT);

export const inTally = (tally: Tally, name: string): number => tally.find(([one]) => one === name)?.[1] ?? 0;

/** What a rule counts for a turn: the key of its item, or its root; null = nothing of this turn. */
export function countedFor(per: OwnRule['per'], { item, judges }: Pick<Turn, 'item' | 'judges'>): string | null {
  // A root that is judged is no item that is worked on.
  if (per === 'item') return judges === undefined ? itemKey(item.family, item.id) : null;
  return isRootless(item.root) ? null : item.root;
}

export const costSoFar = ({ items = [], roots = [] }: UsageState, per: OwnRule['per'], name: string): number =>
  inTally(per === 'item' ? items : roots, name);

/** What a rule allows this item or root in all. */
export const allowedBy = (usage: UsageState, rule: OwnRule, name: string): number =>
  Math.max(rule.limit, raisedTo(usage.raised, rule.id, name));

/** The rule that lets this turn go least far; undefined where none is for it. */
export function ownLimit({ usage }: SchedulerState, turn: Turn): OwnLimit | undefined {
  if (!usage?.rules?.own) return undefined;
  const limits = usage.rules.own.flatMap((rule): OwnLimit[] => {
    const name = countedFor(rule.per, turn);
    if (name === null) return [];
    const before = costSoFar(usage, rule.per, name) - (turn.money ?? 0);
    return [{ ...rule, limit: allowedBy(usage, rule, name), before: Math.max(0, before) }];
  });
  return limits.sort((a, b) => a.limit - a.before - (b.limit - b.before))[0];
}
