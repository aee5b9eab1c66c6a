// The evaluation kit plays itself: real commands, a server of its own, scripted agents, and figures that tell a good night from a bad one.
import { expect } from 'vitest';
import { evaluate } from '../support/eval.js';
import { slow } from '../support/tier.js';

slow(
  'a good night of two repositories meets every requirement, and closes both roots',
  { timeout: 600_000 },
  async () => {
    const { code, answer } = await evaluate('--only', 'cart-total', '--only', 'wrong-manual');
    expect(code).toBe(0);
    expect(answer.played.map(({ name, root, stages, chances }) => [name, root, stages, chances])).toEqual([
      ['cart-total', 'closed', 6, 0],
      ['wrong-manual', 'closed', 6, 0],
    ]);
    expect(answer.played.flatMap(({ judged }) => judged.map(({ met }) => met))).toEqual(Array(10).fill(true));
    expect(answer.played.every(({ tokens }) => tokens > 0)).toBe(true);
  },
);

slow(
  'a night in which agents claim what they did not do closes the root, and is found out',
  { timeout: 600_000 },
  async () => {
    const { code, answer } = await evaluate('--only', 'wrong-manual', '--night', 'claims');
    expect(code).toBe(1);
    expect(answer.played).toMatchObject([{ root: 'closed' }]);
    // What was to stay as it is did.
    expect(answer.played[0]?.judged.filter(({ met }) => met)).toHaveLength(1);
  },
);
