// .ci/run in a small package whose steps do what each case says: the last line is true, whatever happened before.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { plantTree, type Tree } from './tree.js';

interface Steps {
  /** Texts of scripts, each run by Node. */
  ready?: string;
  check?: string;
  test?: string;
}

const report = (variable: string, json: object, exit: number): string =>
  `import { writeFileSync } from 'node:fs';
writeFileSync(process.env.${variable}, '${JSON.stringify(json)}');
process.exitCode = ${exit};\n`;

const checked = report('CHECK_JSON', { numPassedTests: 5, numFailedTests: 0 }, 0);
const tested = report('VITEST_JSON', { numPassedTests: 7, numFailedTests: 0, testResults: [] }, 0);

let tree: Tree | undefined;
afterEach(() => tree?.remove());

async function ci(
  steps: Steps,
  edit = (text: string): string => text,
): Promise<{ last: string | undefined; exitCode: number | undefined }> {
  const scripts = { check: 'node scripts/check.mjs', test: 'node scripts/test.mjs' };
  const files = {
    'package.json': JSON.stringify({ name: 'tree', type: 'module', scripts }),
    'scripts/ready.mjs': steps.ready ?? '',
    'scripts/check.mjs': steps.check ?? checked,
    'scripts/test.mjs': steps.test ?? tested,
  };
  tree = plantTree(files, ['.ci/run', '.ci/sum.mjs']);
  const run = path.join(tree.dir, '.ci/run');
  writeFileSync(run, edit(readFileSync(run, 'utf8')));
  chmodSync(run, 0o755);
  const { stdout, exitCode } = await execa(run, { reject: false, stderr: 'ignore' });
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

test('an unhandled error that fails no test is counted', async () => {
  const tests = report('VITEST_JSON', { numPassedTests: 6, numFailedTests: 0, testResults: [] }, 1);
  expect(await ci({ test: tests })).toEqual({ last: '11 passed, 1 failed', exitCode: 1 });
});

test('a step that outlasts its limit is ended and counted', async () => {
  const hangs = 'setInterval(() => {}, 1000);\n';
  const shorten = (text: string): string => text.replace(/^deadline=\d+$/m, 'deadline=4');
  expect(await ci({ check: hangs }, shorten)).toMatchObject({
    last: expect.stringMatching(/ [1-9] failed$/),
    exitCode: 1,
  });
});
