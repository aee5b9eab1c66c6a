// What was spent, summed up by what one asks for.
import { type Cost, sumOfCosts } from '../core/report/cost.js';
import { groupedBy } from '../core/report/forecast.js';
import type { SpentView } from './ledger.js';

export type SpentGroup = 'stage' | 'item' | 'lineage' | 'runner' | 'model' | 'day';

export type SpentSum = Pick<SpentView, 'input' | 'cachedInput' | 'output' | 'total'> & {
  name: string;
  stages: number;
  cost: Cost;
};

/** Days in order, everything else by what it cost. */
export function spentSums(spent: readonly SpentView[], by: SpentGroup): SpentSum[] {
  const sums = [...groupedBy(spent, (one) => one[by])].map(([name, some]) => spentSum(name, some));
  return sums.sort((a, b) => (by === 'day' ? a.name.localeCompare(b.name) : b.total - a.total));
}

export function spentSum(name: string, spent: readonly SpentView[]): SpentSum {
  const sum = (key: 'input' | 'cachedInput' | 'output' | 'total'): number =>
    spent.reduce((all, one) => all + one[key], 0);
  const numbers = { total: sum('total'), input: sum('input'), cachedInput: sum('cachedInput'), output: sum('output') };
  return { name, stages: spent.length, ...numbers, cost: sumOfCosts(spent.map(({ cost }) => cost)) };
}
