// Numbers of tokens as runners print them: whatever stands there becomes a whole number that sums of many keep exact.

/** More than any stage can use. */
const MOST = 1e12;

export const tokenCount = (value: unknown): number =>
  typeof value === 'number' && value > 0 ? Math.min(Math.round(value), MOST) : 0;
