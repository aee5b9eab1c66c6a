// The evaluation kit as `npm run eval` starts it, from the built package.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../disk/package-root.js';
import type { Played } from '../eval/play.js';

const run = promisify(execFile);

/** Gives the exit code, and what `--json` printed. */
export async function evaluate(...args: string[]): Promise<{ code: number; answer: { played: Played[] } }> {
  const argv = [path.join(packageRoot(), 'dist', 'test', 'eval', 'main.js'), '--json', ...args];
  const { code, stdout } = await run(process.execPath, argv).then(
    (ended) => ({ code: 0, ...ended }),
    (error: { code: number; stdout: string }) => error,
  );
  return { code, answer: JSON.parse(stdout) as { played: Played[] } };
}
