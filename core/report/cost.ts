// What stages cost together: sums by currency, and how many of them nobody knows the cost of. Never more certain than that.
import { amountOf, microsOf, moneyText, type StageCost } from '../contracts/money.js';

/** Null where none of the stages has a cost: then nobody said what models cost. */
export type Cost = { amounts: { currency: string; amount: number }[]; unpriced: number } | null;

/** Of each stage; null = it is not known. */
export function sumOfCosts(costs: readonly (Pick<StageCost, 'micros' | 'currency'> | null)[]): Cost {
  const sums = new Map<string, number>();
  for (const cost of costs) if (cost) sums.set(cost.currency, (sums.get(cost.currency) ?? 0) + cost.micros);
  const amounts = [...sums].map(([currency, micros]) => ({ currency, amount: amountOf(micros) }));
  return amounts.length === 0 ? null : { amounts, unpriced: costs.filter((cost) => cost === null).length };
}

/** `12.30 USD`; with stages of an unknown cost `at least 12.30 USD, 2 stages without a price`; empty where there is nothing to say. */
export function costText(cost: Cost): string {
  if (cost === null) return '';
  const sum = cost.amounts.map(({ amount, currency }) => moneyText(microsOf(amount), currency)).join(' + ');
  const { unpriced: unknown } = cost;
  return unknown === 0 ? sum : `at least ${sum}, ${unknown} ${unknown === 1 ? 'stage' : 'stages'} without a price`;
}
