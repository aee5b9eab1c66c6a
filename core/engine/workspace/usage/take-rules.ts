// Rules come with the worker that begins and with every reload. A person changed them: then a pause ends, also without
// `auto_resume`, as soon as nothing blocks under the new ones.
import { blocks, type SpendArgs, type UsageRules } from '../../../contracts/spending.js';
import { measureAll } from './measure-all.js';
import { lift } from './pause.js';
import { isGoverned, type UsageState, usageState } from './state.js';
import type { SchedulerState } from '../scheduler-state.js';
import type { WorkspaceStep } from '../step.js';

/** To be called before the holder is told. True when the rules are others than before. */
export function takeRules(step: WorkspaceStep, args: SpendArgs): boolean {
  const { state, at } = step;
  if (!args.usage && !state.usage?.rules && !isGoverned(state)) return false;
  const usage = usageState(state);
  const rules = args.usage ?? null;
  const changed = idOf(rules) !== idOf(usage.rules);
  usage.rules = rules;
  measureAll(state, at);
  const free = (changed || rules === null) && !usage.views.some(blocks);
  if (free && isGoverned(state)) lift(step, state.seq + 1);
  return changed;
}

/** True when they are others than before. */
export function takePrices(state: SchedulerState, { prices }: SpendArgs): boolean {
  const changed = JSON.stringify(prices) !== JSON.stringify(state.prices);
  if (prices !== undefined && state.usage !== undefined) countIn(state.usage, prices.currency);
  if (prices === undefined) delete state.prices;
  else state.prices = prices;
  return changed;
}

/** Sums of one currency say nothing in another: then counting begins anew. */
function countIn(usage: UsageState, currency: string): void {
  if (usage.currency !== undefined && usage.currency !== currency) {
    for (const sum of ['money', 'items', 'roots', 'raised'] as const) delete usage[sum];
    delete usage.learning?.money;
  }
  usage.currency = currency;
}

/** Days and weeks go by and are no change. */
const idOf = (rules: UsageRules | null): string =>
  JSON.stringify(rules && { ...rules, weeks: [], days: [], nights: [] });
