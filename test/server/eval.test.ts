// The evaluation kit plays itself: real commands, a server of its own, scripted agents, and figures that tell a good night from a bad one.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../read/sources.js';

interface Answer {
  played: {
    name: string;
    root: string;
    stages: number;
    tokens: number;
    judged: { met: boolean; requirement: string }[];
  }[];
}

const run = promisify(execFile);

/** Gives the exit code and what was printed. */
async function evaluate(...args: string[]): Promise<{ code: number; answer: Answer }> {
  const argv = [path.join(packageRoot(), 'dist', 'test', 'eval', 'main.js'), '--json', ...args];
  const { code, stdout } = await run(process.execPath, argv).then(
    (ended) => ({ code: 0, ...ended }),
    (error: { code: number; stdout: string }) => error,
  );
  return { code, answer: JSON.parse(stdout) as Answer };
}

it(
  'a good night of two repositories meets every requirement, and closes both roots',
  { timeout: 180_000 },
  async () => {
    const { code, answer } = await evaluate('--only', 'cart-total', '--only', 'wrong-manual');
    expect(code).toBe(0);
    expect(answer.played.map(({ name, root, stages }) => [name, root, stages])).toEqual([
      ['cart-total', 'closed', 6],
      ['wrong-manual', 'closed', 6],
    ]);
    expect(answer.played.flatMap(({ judged }) => judged.map(({ met }) => met))).toEqual(Array(10).fill(true));
    expect(answer.played.every(({ tokens }) => tokens > 0)).toBe(true);
  },
);

it(
  'a night in which agents claim what they did not do closes the root, and is found out',
  { timeout: 180_000 },
  async () => {
    const { code, answer } = await evaluate('--only', 'wrong-manual', '--night', 'claims');
    expect(code).toBe(1);
    expect(answer.played).toMatchObject([{ root: 'closed' }]);
    // What was to stay as it is did.
    expect(answer.played[0]?.judged.filter(({ met }) => met)).toHaveLength(1);
  },
);
