// Rules come with the worker that begins and with every reload. A person changed them: then a pause ends, also without
// `auto_resume`, as soon as nothing blocks under the new ones.
import { blocks, type SpendArgs, type UsageRules } from '../../../contracts/spending.js';
import { measureShare } from './share.js';
import { measure } from './measure.js';
import { lift } from './pause.js';
import { isGoverned, usageState } from './state.js';
import type { WorkspaceStep } from '../step.js';

/** To be called before the holder is told. True when the rules are others than before. */
export function takeRules(step: WorkspaceStep, args: SpendArgs): boolean {
  const { state, at } = step;
  if (!args.usage && !state.usage?.rules && !isGoverned(state)) return false;
  const usage = usageState(state);
  const rules = args.usage ?? null;
  const changed = idOf(rules) !== idOf(usage.rules);
  usage.rules = rules;
  usage.views = rules === null ? [] : measure(rules, usage, at);
  if (state.rules >= 7) usage.shared = rules === null ? [] : measureShare(usage, rules, at);
  const free = (changed || rules === null) && !usage.views.some(blocks);
  if (free && isGoverned(state)) lift(step, state.seq + 1);
  return changed;
}

/** Weeks go by and are no change. */
const idOf = (rules: UsageRules | null): string => JSON.stringify(rules && { ...rules, weeks: [] });
