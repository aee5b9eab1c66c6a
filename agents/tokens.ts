// Numbers of tokens as runners print them: whatever stands there becomes a whole number that sums of many keep exact.
import type { TokenUsage } from '../core/contracts/stage.js';

/** More than any stage can use. */
const MOST = 1e12;

export const tokenCount = (value: unknown): number =>
  typeof value === 'number' && value > 0 ? Math.min(Math.round(value), MOST) : 0;

/** Field by field. */
export const plusTokens = (a: TokenUsage, b: TokenUsage): TokenUsage => ({
  input: a.input + b.input,
  cachedInput: a.cachedInput + b.cachedInput,
  output: a.output + b.output,
  thinking: a.thinking + b.thinking,
  total: a.total + b.total,
});

/** Null for none. */
export const sumOf = (all: readonly TokenUsage[]): TokenUsage | null =>
  all.length === 0 ? null : all.reduce(plusTokens);

/** What is left of `all` without what `before` had; never below 0, whatever a runner says. */
export function lessTokens(all: TokenUsage, before: TokenUsage): TokenUsage {
  const less = (key: keyof TokenUsage): number => Math.max(0, all[key] - before[key]);
  const cachedInput = less('cachedInput');
  return {
    input: less('input'),
    cachedInput,
    output: less('output'),
    thinking: less('thinking'),
    total: less('total'),
  };
}
