// Each version of Node that we name runs a task from the queue to its end, and answers what is read: also where what the build compiled was
// compiled by another version. `npm run test:nodes` runs the tests themselves under each.
import path from 'node:path';
import { inject, onTestFinished, test, expect } from 'vitest';
import { packageRoot, programFile } from '../../disk/package-root.js';
import { Bench } from '../support/bench.js';

interface Nodes {
  NODE_VERSIONS: string[];
  nodeOf(version: string): string;
}

const { NODE_VERSIONS, nodeOf } = (await import(path.join(packageRoot(), 'scripts', 'node-versions.mjs'))) as Nodes;

test.each(NODE_VERSIONS)('Node %s', async (version) => {
  const bench = await new Bench(inject('temporalAddress')).withTasks('T-1');
  onTestFinished(() => bench.close());
  const node = nodeOf(version);
  const run = async (...words: string[]) => bench.startProgram(node, programFile(), ...words).ended;
  expect(await run('--version')).toMatchObject({ code: 0 });
  const done = await run('run', '--until', 'idle');
  expect(done, done.output).toMatchObject({ code: 0 });
  const shown = await run('queue', 'show', 'T-1', '--json');
  expect(JSON.parse(shown.output)).toMatchObject({ ok: true, data: { state: 'done' } });
  const status = await run('status');
  expect(status.code, status.output).toBe(0);
  // Neither a warning of this version nor of ours.
  expect(status.output).not.toMatch(/warning|deprecat/i);
});
