// Lengths of bars: each sum as parts of the largest, so that rows can be compared by eye. Pure.
import type { Sum } from '../../contract.js';

/** Percent of the whole width: new input, input that was cached, output. What cannot be is nothing. */
export interface Parts {
  fresh: number;
  cached: number;
  output: number;
}

/** Input holds what was cached. */
export const freshInput = ({ input, cachedInput }: Sum): number => Math.max(0, input - Math.max(0, cachedInput));

const used = (sum: Sum): number => Math.max(0, sum.input) + Math.max(0, sum.output);

export const largest = (sums: readonly Sum[]): number => Math.max(0, ...sums.map(used));

export function partsOf(sum: Sum, most: number): Parts {
  const percent = (tokens: number): number => (most <= 0 ? 0 : Math.min(100, (Math.max(0, tokens) / most) * 100));
  return {
    fresh: percent(freshInput(sum)),
    cached: percent(Math.min(sum.input, sum.cachedInput)),
    output: percent(sum.output),
  };
}

/** Of its input, 0 to 1; null where there is none. */
export const cachedShare = ({ input, cachedInput }: Sum): number | null =>
  input <= 0 ? null : Math.min(1, cachedInput / input);
