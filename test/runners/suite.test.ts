// A few cases of the suite with every runner, in npm test; all of them in the long tier.
import { describe, expect, test } from 'vitest';
import { casesNamed } from '../../agents/suite/cases.js';
import { judgedBy, STANDS } from './stands.js';

const SMOKE = ['answers/after-a-tool', 'refusals/429', 'ends/cancel-tool', 'ground/hooks'].flatMap((name) =>
  casesNamed(name),
);

describe('a few cases', () => {
  test.each(STANDS.filter((name) => name !== 'scripted' && name !== 'command.codex'))('%s passes', async (name) => {
    expect(await judgedBy(name, SMOKE)).toEqual({ passed: SMOKE.length, failed: [], cannot: [] });
  });

  test('scripted passes what is told by words and commands alone', async () => {
    const { passed, failed, cannot } = await judgedBy('scripted', SMOKE);
    expect([passed, failed]).toEqual([SMOKE.length - 1, []]);
    expect(cannot).toEqual(['refusals/429: it asks no model']);
  });
});
