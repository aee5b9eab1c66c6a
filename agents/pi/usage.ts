// Pi's arithmetic of tokens: its `input` leaves cached tokens out, and `totalTokens` counts each token once.
import type { TokenUsage } from '../../core/contracts/stage.js';
import type { Fields } from '../fields.js';
import { count } from '../tokens.js';

/** Of one assistant message. Pi does not tell tokens of thinking apart from the output. */
export function usageOf(usage: Fields): TokenUsage {
  const cachedInput = count(usage['cacheRead']);
  const input = count(usage['input']) + cachedInput + count(usage['cacheWrite']);
  return { input, cachedInput, output: count(usage['output']), thinking: 0, total: count(usage['totalTokens']) };
}

/** Null for none. */
export function sumOf(all: readonly TokenUsage[]): TokenUsage | null {
  const add = (a: TokenUsage, b: TokenUsage): TokenUsage => ({
    input: a.input + b.input,
    cachedInput: a.cachedInput + b.cachedInput,
    output: a.output + b.output,
    thinking: a.thinking + b.thinking,
    total: a.total + b.total,
  });
  return all.length === 0 ? null : all.reduce(add);
}
