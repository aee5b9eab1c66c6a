// Everything that can be said of the code without running it: one line per step, and what a failed step printed.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => join(root, 'node_modules', path);

/** The slow ones first, so that the short ones fill the second core. */
const STEPS = [
  { name: 'lint', tool: 'eslint', args: [bin('eslint/bin/eslint.js'), '--max-warnings=0', '.'] },
  {
    name: 'types',
    tool: 'tsc',
    args: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json', '--noEmit', '--pretty', 'false'],
  },
  {
    name: 'page',
    tool: 'tsc-page',
    args: [bin('typescript/bin/tsc'), '-p', 'web/page/tsconfig.json', '--noEmit', '--pretty', 'false'],
  },
  {
    name: 'imports',
    tool: 'depcruise',
    args: [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.mjs', '.'],
  },
  { name: 'format', tool: 'prettier', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'] },
  { name: 'unused', tool: 'knip', args: [bin('knip/bin/knip.js'), '--no-progress'] },
];

/** Steps by name or tool, from the arguments, else from CHECK_ONLY (separated by commas or spaces), else all. */
function chosen() {
  const given = process.argv.length > 2 ? process.argv.slice(2) : (process.env.CHECK_ONLY ?? '').split(/[\s,]+/);
  const names = given.filter((name) => name !== '');
  const matches = (step, name) => step.name === name || step.tool === name;
  const unknown = names.filter((name) => !STEPS.some((step) => matches(step, name)));
  if (unknown.length > 0) {
    const known = STEPS.map((step) => `${step.name} (${step.tool})`).join(', ');
    console.error(`check: no step is called ${unknown.join(', ')}; there are ${known}`);
    process.exit(2);
  }
  return names.length === 0 ? STEPS : STEPS.filter((step) => names.some((name) => matches(step, name)));
}

function run(step) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, step.args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const pieces = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => pieces.push(piece));
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (status, signal) => {
      const ended = signal === null ? '' : `ended by ${signal}\n`;
      resolve({ ok: status === 0, output: Buffer.concat(pieces).toString('utf8') + ended });
    });
  });
}

async function report(step) {
  const start = performance.now();
  const { ok, output } = await run(step);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${ok ? 'ok    ' : 'failed'} ${step.name} (${step.tool}, ${seconds} s)`);
  if (!ok) console.log(output.trimEnd());
  return ok;
}

/** As many at a time as there are cores: the linter alone fills one for most of the time. */
async function runAll(steps) {
  const waiting = [...steps];
  const results = [];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) results.push(await report(step));
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), steps.length) }, lane));
  return results;
}

const results = await runAll(chosen());
const failed = results.filter((ok) => !ok).length;
/** Where .ci/run wants the figures, in the shape of vitest's report. */
const json = process.env.CHECK_JSON;
if (json) writeFileSync(json, JSON.stringify({ numPassedTests: results.length - failed, numFailedTests: failed }));
process.exitCode = failed === 0 ? 0 : 1;
