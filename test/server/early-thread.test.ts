// The thread of workflows is begun before anything else. Where that one does not live the SDK begins its own, and where none lives the worker says so.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { packageRoot } from '../../disk/package-root.js';
import { Bench } from '../support/bench.js';
import { IN_LONG, quick } from '../support/tier.js';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'millrace-thread-')));
const main = path.join(root, 'dist/cli/main.cjs');
const thread = path.join(root, 'dist/cli/sdk-thread.cjs');
const begun = path.join(root, 'begun');
let whole: string;
let bench: Bench;

beforeAll(() => {
  for (const one of ['dist', 'assets', 'package.json'])
    cpSync(path.join(packageRoot(), one), path.join(root, one), { recursive: true });
  symlinkSync(path.join(packageRoot(), 'node_modules'), path.join(root, 'node_modules'));
  whole = readFileSync(thread, 'utf8');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(begun, { recursive: true, force: true });
  bench = new Bench(inject('temporalAddress'));
});
afterEach(() => bench.close());

/** The first `times` threads of a process begin with this, in place of what they are for. */
function spoilt(words: string, times: number): void {
  mkdirSync(begun);
  const number = `require('node:fs').readdirSync(${JSON.stringify(begun)}).length`;
  const counted = `require('node:fs').writeFileSync(${JSON.stringify(begun)} + '/' + ${number}, '')`;
  writeFileSync(thread, `if (${number} < ${times}) { ${counted}; ${words} }\n${whole}`);
}

it.each([
  IN_LONG
    ? ['throws', "throw new Error('no thread')"]
    : ['ends a little later', 'setTimeout(() => process.exit(3), 50); return'],
])('one that %s is not taken', async (_what, words) => {
  spoilt(words, 1);
  await bench.withTasks('t1');
  const { code, output } = await bench.startBuild(main, 'run', '--until', 'idle').ended;
  expect(code === 0 ? 0 : output).toBe(0);
  expect(bench.names('tasks/done')).toEqual(['t1.md']);
});

quick('a worker for which none lives ends in words', async () => {
  spoilt("throw new Error('no thread')", 9);
  await bench.withTasks('t1');
  const { code, output } = await bench.startBuild(main, 'run', '--until', 'idle').ended;
  expect(output).toMatch(/^error: The thread of the workflows ended as it began: .*no thread\nStart it again;/m);
  expect(code).toBe(1);
  expect(bench.names('tasks/queue')).toEqual(['t1.md']);
});
