// Commands that the screen calls: the command line itself, as a process of its own, so that there is one way to ask for anything and no
// Temporal in the process of the screen.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { jsonObject } from '../../core/json-lines.js';
import type { Sent } from '../model/facts.js';

export interface Ran {
  exit: number;
  stdout: string;
  stderr: string;
}

/** Of each of both outputs the beginning is kept. */
const MOST = 2 * 1024 * 1024;

const PROGRAM = fileURLToPath(new URL('../../cli/main.cjs', import.meta.url));

/** Outlives the screen: what was begun is carried out. `env`: as the screen was called with. */
export function call(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const said = { stdout: '', stderr: '' };
    for (const channel of ['stdout', 'stderr'] as const)
      child[channel].setEncoding('utf8').on('data', (text: string) => {
        if (said[channel].length < MOST) said[channel] = (said[channel] + text).slice(0, MOST);
      });
    child.once('error', (error) => resolve({ exit: 1, stdout: '', stderr: error.message }));
    child.once('close', (code) => resolve({ exit: code ?? 1, ...said }));
  });
}

/** Lines of an answer in words, with what was remarked; of a very long one the first. */
export function linesOf({ exit, stdout, stderr }: Ran): string[] {
  const lines = `${stdout}${exit === 0 && stdout !== '' ? '' : stderr}`.split('\n').slice(0, MOST_LINES);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

const MOST_LINES = 20_000;

/** What a command said with `--json`, for people. */
export function answerOf({ exit, stdout, stderr }: Ran): NonNullable<Sent['answer']> {
  const found = jsonObject(stdout.trim().split('\n').at(-1)) ?? {};
  const { error, data } = found as { error?: Record<string, unknown>; data?: Record<string, unknown> };
  const text = [error?.['message'], data?.['text'], data?.['reason']].find((one) => typeof one === 'string');
  const hint = error?.['hint'];
  return {
    ...{ exit, text: typeof text === 'string' ? text : (stderr || stdout).trim() },
    ...{ hint: typeof hint === 'string' ? hint : '', raw: stdout.trim() },
  };
}
