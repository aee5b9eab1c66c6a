// Claude Code's arithmetic of tokens: its input leaves out what the cache gave and what went into it.
import type { TokenUsage } from '../../core/contracts/stage.js';
import { own } from '../../core/own.js';
import { type Fields, fields } from '../fields.js';
import { sumOf, tokenCount } from '../tokens.js';

/** Names of the counts, in the two ways in which it gives them. */
interface Counts {
  input: string;
  read: string;
  written: string;
  output: string;
}

const BY_MODEL: Counts = {
  ...{ input: 'inputTokens', read: 'cacheReadInputTokens' },
  ...{ written: 'cacheCreationInputTokens', output: 'outputTokens' },
};
const BY_TURN: Counts = {
  ...{ input: 'input_tokens', read: 'cache_read_input_tokens' },
  ...{ written: 'cache_creation_input_tokens', output: 'output_tokens' },
};

function usageBy(names: Counts, read: Fields, thinking: unknown): TokenUsage {
  const count = (name: keyof Counts): number => tokenCount(own(read, names[name]));
  const [input, output] = [count('input') + count('read') + count('written'), count('output')];
  return { input, cachedInput: count('read'), output, thinking: tokenCount(thinking), total: input + output };
}

/** Of one message, or of the main agent of one turn. */
export const usageOfTurn = (usage: Fields): TokenUsage =>
  usageBy(BY_TURN, usage, fields(usage['output_tokens_details'])['thinking_tokens']);

/**
 * Of everything since the result before, helpers of the agent included: by model. Null where an older Claude Code does not say. What
 * an earlier part of the session used is in `modelUsage` and `total_cost_usd`, and not in this.
 */
export function usageSince(models: unknown): TokenUsage | null {
  if (typeof models !== 'object' || models === null) return null;
  return (
    sumOf(Object.values(models).map((one) => usageBy(BY_MODEL, fields(one), fields(one)['thinkingTokens']))) ?? NOTHING
  );
}

const NOTHING: TokenUsage = { input: 0, cachedInput: 0, output: 0, thinking: 0, total: 0 };
