import { expect, test } from 'vitest';
import { usageOf as codexUsage } from './codex/event.js';
import { usageOf as piUsage } from './pi/usage.js';

test.each([['text'], [-5], [0.4], [NaN], [JSON.parse('1e999')], [Number.MAX_VALUE], [null], [{}]])(
  'tokens that a runner prints as %j are a whole number all the same',
  (tokens: unknown) => {
    const usages = [codexUsage({ input_tokens: tokens, output_tokens: tokens }), piUsage({ totalTokens: tokens })];
    for (const usage of usages)
      for (const value of Object.values(usage)) {
        expect(Number.isSafeInteger(value), `${value}`).toBe(true);
        expect(value).toBeGreaterThanOrEqual(0);
      }
  },
);
