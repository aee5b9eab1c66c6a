// What would route or run differently under another plan. Whatever differs is told: there is no difference only between
// plans of one digest.
import { canonicalJson } from '../../contracts/digest.js';
import type { Plan } from '../../contracts/plan.js';
import { own } from '../../own.js';
import { type Area, AREAS, areaOf, whereOf } from './areas.js';

export interface PlanDifference {
  area: Area;
  /** From the outside in: plane, node, outcome, … */
  where: string[];
  /** Null when it is not there, or is null. */
  before: unknown;
  after: unknown;
}

/** In the order of the areas, then by place. A part that only one plan has is one difference, with all that is in it. */
export function differences(before: Plan, after: Plan): PlanDifference[] {
  const found: PlanDifference[] = [];
  walk([], before, after, found);
  const rank = ({ area }: PlanDifference): number => AREAS.indexOf(area);
  return found.sort((a, b) => rank(a) - rank(b));
}

function walk(path: string[], before: unknown, after: unknown, found: PlanDifference[]): void {
  if (canonicalJson(before) === canonicalJson(after)) return;
  const [left, right] = [membersOf(before), membersOf(after)];
  const already = found.length;
  if (left !== null && right !== null) {
    const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
    for (const name of names) walk([...path, name], own(left, name), own(right, name), found);
  }
  // Nothing within: a plain value, a part that one plan lacks, or the same list in another order.
  if (found.length > already) return;
  found.push({ area: areaOf(path), where: whereOf(path), before: before ?? null, after: after ?? null });
}

type Members = Record<string, unknown>;

/** Members of an object, or of a list by the ids of what is in it or by its words; null for anything else. */
function membersOf(value: unknown): Members | null {
  if (Array.isArray(value)) return named(value);
  return isObject(value) ? value : null;
}

function named(list: readonly unknown[]): Members | null {
  const members = new Map(list.map((one) => [isObject(one) ? one['id'] : one, one]));
  const isNamed = members.size === list.length && [...members.keys()].every((name) => typeof name === 'string');
  return isNamed ? (Object.fromEntries(members) as Members) : null;
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
