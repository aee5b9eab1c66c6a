// What each stage changed is known, whoever works in the tree beside it and whoever kills the worker: a story of two tasks.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject } from 'vitest';
import type { StageChanges } from '../../core/contracts/checkpoints.js';
import { readChanges } from '../../disk/store/stage-changes.js';
import { runningAgent } from '../support/agent.js';
import { Bench, until } from '../support/bench.js';
import { quick } from '../support/tier.js';

let bench: Bench;
afterEach(() => bench.close());

const changesOf = (node: string, item: string): StageChanges | undefined =>
  bench.events('stage_completed').find(({ data }) => data['node_id'] === node && data['work_item'] === `task/${item}`)
    ?.data['changes'] as StageChanges | undefined;

quick('what each stage changed, over a kill -9 in the middle of one and a person at work between two', async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1', 't2');
  const at = (name: string): string => path.join(bench.workspace, name);
  writeFileSync(at('README.md'), 'one\n');
  const builder = { marker: 'BUILDER_COMPLETE', files: [{ path: 'src/a.js', content: 'a\nb\n' }], sleep_after: 3 };
  const other = { marker: 'BUILDER_COMPLETE', files: [{ path: 'src/b.js', content: 'c\n' }], delete: ['README.md'] };
  bench.script({ 'builder:t1': [builder], 'builder:t2': [other] });

  const first = bench.start('run', '--until', 'idle');
  await runningAgent(bench);
  await until(() => existsSync(at('src/a.js')), 'the builder writes');
  first.child.kill('SIGKILL');
  await first.ended;
  // Half of the work is there: it must not count as what was there before.
  const second = bench.start('run', '--until', 'idle', '--max-stages', '3');
  await second.ended;
  expect(changesOf('builder', 't1')).toMatchObject({ files: 1, added: 2, removed: 0 });
  expect(changesOf('builder', 't1')).not.toHaveProperty('foreign');
  expect(changesOf('checker', 't1')).toMatchObject({ files: 0, before: changesOf('builder', 't1')?.after });

  writeFileSync(at('mine.txt'), 'of a person\n');
  expect((await bench.run('run', '--until', 'idle')).code).toBe(0);
  expect(changesOf('builder', 't2')).toMatchObject({ files: 2, added: 1, removed: 1, foreign: 1 });
  expect(changesOf('checker', 't2')).not.toHaveProperty('foreign');
  expect(bench.events('work_tree_changed').map(({ data }) => [data['node_id'], data['files']])).toEqual([
    ['builder', 1],
  ]);

  const stages = readChanges(bench.stateDir());
  expect(stages.map(({ node, id }) => `${node} ${id}`)).toEqual(
    ['t1', 't2'].flatMap((id) => ['builder', 'checker', 'updater'].map((node) => `${node} ${id}`)),
  );
  const prompt = promptOf(String(stages[4]?.request));
  expect(prompt).toContain(
    'Changed By This Task: 2 files, +1 −1\n- "README.md" (+0 −1, deleted)\n- "src/b.js" (+1 −0, added)\n',
  );
  expect(prompt).toContain('Changed By Last Stage: builder, 2 files, +1 −1\n');
  expect(prompt).not.toContain('mine.txt');

  await readers(stages[0]?.run ?? '');
});

function promptOf(request: string): string {
  const runs = bench
    .names('runs')
    .flatMap((run) => readdirSync(bench.file(`runs/${run}`)).map((name) => `runs/${run}/${name}`));
  return readFileSync(bench.file(runs.find((name) => name.endsWith(`runner_prompt.${request}.md`)) ?? ''), 'utf8');
}

/** `test/files/diff.test.ts` has the rest. */
async function readers(run: string): Promise<void> {
  expect(await bench.ok('diff', 't1', '--stat')).toBe('task/t1: 1 file, +2 −0\n  A  src/a.js  +2 −0\n');
  expect(await bench.ok('queue', 'show', 't2')).toContain('2 files, +1 −1');
  expect(await bench.ok('runs', 'show', run)).toMatch(/builder .*1 file, \+2 −0/);
  expect(await bench.ok('status')).toMatch(/updater .*nothing/);
}
