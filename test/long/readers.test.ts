// G20: no text, whoever wrote it, makes a reader throw, hang, or take more than its share of time. A minute in CI.
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../dist/test/long/readers/main.js', import.meta.url));
const SECONDS = process.env['MILLRACE_LONG'] === 'full' ? 600 : 60;

it('twenty readers and more take any text', { timeout: (SECONDS + 120) * 1000 }, async () => {
  const seed = Number(process.env['MILLRACE_SEED'] ?? 1);
  const { exitCode, all } = await execa(process.execPath, [PROGRAM, String(SECONDS), String(seed)], {
    all: true,
    reject: false,
  });
  console.log(all);
  expect(exitCode, all).toBe(0);
});
