// Pi's arithmetic of tokens: its `input` leaves cached tokens out, and `totalTokens` counts each token once.
import type { TokenUsage } from '../../core/contracts/stage.js';
import type { Fields } from '../fields.js';
import { tokenCount } from '../tokens.js';

/** Of one assistant message. Pi before 1.0 does not tell tokens of thinking apart from the output, in which they are counted. */
export function usageOf(usage: Fields): TokenUsage {
  const cachedInput = tokenCount(usage['cacheRead']);
  const input = tokenCount(usage['input']) + cachedInput + tokenCount(usage['cacheWrite']);
  return {
    input,
    cachedInput,
    output: tokenCount(usage['output']),
    thinking: tokenCount(usage['reasoning']),
    total: tokenCount(usage['totalTokens']),
  };
}
