// .ci/run in a small package whose steps do what each case says: the last line is true, whatever happened before.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { plantTree, type Tree } from './tree.js';

interface Steps {
  /** Texts of scripts, each run by Node. `vitest`: what runs the files of failed tests once more. */
  ready?: string;
  check?: string;
  test?: string;
  vitest?: string;
}

const report = (variable: string, json: object, exit: number): string =>
  `import { writeFileSync } from 'node:fs';
writeFileSync(process.env.${variable}, '${JSON.stringify(json)}');
process.exitCode = ${exit};\n`;

const checked = report('CHECK_JSON', { numPassedTests: 5, numFailedTests: 0 }, 0);
const tested = report('VITEST_JSON', { numPassedTests: 7, numFailedTests: 0, testResults: [] }, 0);

/** `npm run check` and `npm test`, without the second that npm takes to find out what they are. */
const STAND_IN = '#!/bin/sh\n[ "$1" = run ] && shift\nexec node "scripts/$1.mjs"\n';

let tree: Tree | undefined;
/** What the last run printed. */
let all = '';
afterEach(() => tree?.remove());

async function ci(
  steps: Steps,
  edit = (text: string): string => text,
): Promise<{ last: string | undefined; exitCode: number | undefined }> {
  const files = {
    'package.json': JSON.stringify({ name: 'tree', type: 'module' }),
    'scripts/ready.mjs': steps.ready ?? '',
    'scripts/chromium.mjs': '',
    'scripts/check.mjs': steps.check ?? checked,
    'scripts/test.mjs': steps.test ?? tested,
    'bin/npm': STAND_IN,
    'bin/npx': `#!/usr/bin/env node\n${steps.vitest ?? ''}`,
  };
  tree = plantTree(files, ['.ci/run', '.ci/sum.mjs', '.ci/report.mjs', '.ci/again.mjs', '.ci/unhandled.mjs']);
  const run = path.join(tree.dir, '.ci/run');
  writeFileSync(run, edit(readFileSync(run, 'utf8')));
  chmodSync(run, 0o755);
  const bin = path.join(tree.dir, 'bin');
  for (const name of ['npm', 'npx']) chmodSync(path.join(bin, name), 0o755);
  const { stdout, exitCode } = await execa(run, {
    ...{ reject: false, stderr: 'ignore' },
    env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
  });
  all = stdout;
  return { last: stdout.trimEnd().split('\n').at(-1), exitCode };
}

test('the last line adds up check steps and tests', async () => {
  expect(await ci({})).toEqual({ last: '12 passed, 0 failed', exitCode: 0 });
});

test('a failed check step and a failed test are counted, and exit is 1', async () => {
  const check = report('CHECK_JSON', { numPassedTests: 3, numFailedTests: 2 }, 1);
  const tests = report('VITEST_JSON', { numPassedTests: 6, numFailedTests: 1, testResults: [] }, 1);
  expect(await ci({ check, test: tests })).toEqual({ last: '9 passed, 3 failed', exitCode: 1 });
});

test('a step that crashes before it reports counts as one failure, and the next ones still run', async () => {
  expect(await ci({ ready: 'process.exit(3)' })).toEqual({ last: '12 passed, 1 failed', exitCode: 1 });
  tree?.remove();
  expect(await ci({ check: 'process.kill(process.pid, "SIGKILL")' })).toEqual({
    last: '7 passed, 1 failed',
    exitCode: 1,
  });
});

test('a step that ends well without a report counts as one failure', async () => {
  expect(await ci({ test: '' })).toEqual({ last: '5 passed, 1 failed', exitCode: 1 });
});

test('a test file that could not be loaded counts as one failure', async () => {
  const testResults = [{ status: 'failed', assertionResults: [] }];
  const tests = report('VITEST_JSON', { numPassedTests: 6, numFailedTests: 0, testResults }, 1);
  expect(await ci({ test: tests })).toEqual({ last: '11 passed, 1 failed', exitCode: 1 });
});

test('a step that fails and names no failure is counted and told by its place', async () => {
  const tests = report('VITEST_JSON', { numPassedTests: 6, numFailedTests: 0, testResults: [] }, 1);
  expect(await ci({ test: tests })).toEqual({ last: '11 passed, 1 failed', exitCode: 1 });
  expect(all).toContain('failed: step 4 > ended with status 1 and named no failure');
});

/** A run in which `file` ends well but for an error that nobody caught, as the reporter itself tells it. */
const uncaught = (file: string): string => `${report('VITEST_JSON', twoTests([]), 1)}
const { default: Reporter } = await import('../.ci/unhandled.mjs');
new Reporter().onTestRunEnd([], [{ VITEST_TEST_PATH: '${file}', VITEST_TEST_NAME: 'reads', message: 'gone' }]);
`;

test('an error that nobody caught is named, and heals as its file does', async () => {
  const file = '/tree/slow.test.ts';
  expect((await ci({ test: uncaught(file) })).last).toBe('7 passed, 1 failed');
  expect(all).toContain(`failed: ${file} > nobody caught (in or after "reads"): gone`);
  tree?.remove();
  expect((await ci({ test: uncaught(file), vitest: second(twoTests([])) })).last).toBe('7 passed, 0 failed');
  tree?.remove();
  expect((await ci({ test: uncaught(''), vitest: second(twoTests([])) })).last).toBe('7 passed, 1 failed');
});

test('a step that outlasts its limit is ended and counted', async () => {
  const hangs = 'setInterval(() => {}, 1000);\n';
  const shorten = (text: string): string => text.replace(/^deadline=\d+$/m, 'deadline=4');
  expect(await ci({ check: hangs }, shorten)).toMatchObject({
    last: expect.stringMatching(/ [1-9] failed$/),
    exitCode: 1,
  });
});

/** Two tests of one file; `failed`: names of those that fail. */
const twoTests = (failed: string[]): object => {
  const assertionResults = ['reads', 'writes'].map((fullName) => ({
    fullName,
    status: failed.includes(fullName) ? 'failed' : 'passed',
    failureMessages: failed.includes(fullName) ? ['Error: it took too long\n    at somewhere'] : [],
  }));
  const status = failed.length === 0 ? 'passed' : 'failed';
  const testResults = [{ name: '/tree/slow.test.ts', status, message: '', assertionResults }];
  return { numPassedTests: 2 - failed.length, numFailedTests: failed.length, testResults };
};

/** Stands for vitest: leaves a report where it was told to. */
const second = (json: object): string =>
  `const at = process.argv.find((one) => one.startsWith('--outputFile.json=')).split('=')[1];
import('node:fs').then(({ writeFileSync }) => writeFileSync(at, '${JSON.stringify(json).replaceAll('\\n', '\\\\n')}'));\n`;

const failing = (failed: string[]): string =>
  report('VITEST_JSON', twoTests(failed), 1).replaceAll('\\n    at', '\\\\n    at');

test('a test that fails is run once more with its file; when it passes then it counts as passed and is named', async () => {
  const healed = await ci({ test: failing(['reads']), vitest: second(twoTests([])) });
  expect(healed).toEqual({ last: '7 passed, 0 failed', exitCode: 0 });
  expect(all).toContain('failed at first, passed when its file ran again: /tree/slow.test.ts > reads > Error: it took');
});

test('a test that fails again, another one that fails then, and one that was left out are failures', async () => {
  const both = { test: failing(['reads']) };
  expect((await ci({ ...both, vitest: second(twoTests(['reads'])) })).last).toBe('6 passed, 1 failed');
  expect(all).toContain('failed: /tree/slow.test.ts > reads > Error: it took too long');
  tree?.remove();
  expect((await ci({ ...both, vitest: second(twoTests(['writes'])) })).last).toMatch(/ 1 failed$/);
  tree?.remove();
  const nothing = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  expect((await ci({ ...both, vitest: second(nothing) })).last).toBe('6 passed, 1 failed');
});
