// A disk that is full in the middle of a night in trees, ours or that of the repository: it is said, nothing is lost, and the night goes on by itself when there is room again.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { runningAgent } from '../support/agent.js';
import { Bench, until } from '../support/bench.js';
import { canMount, mountAt, type SmallDisk } from '../support/small-disk.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;
let disk: SmallDisk;
afterEach(() => {
  disk.unmount();
  bench.close();
});

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: bench.workspace,
    encoding: 'utf8',
  }).trimEnd();

const TASKS = ['a', 'b', 'c', 'd'];

async function stand(folder: 'stateHome' | 'workspace'): Promise<void> {
  bench = new Bench(inject('temporalAddress'));
  mkdirSync(bench[folder], { recursive: true });
  disk = mountAt(bench[folder], '48m');
  git('init', '-q');
  git('checkout', '-q', '-b', 'main');
  writeFileSync(path.join(bench.workspace, 'README.md'), 'one\n');
  git('add', '-A');
  git('commit', '-qm', 'one');
  await bench.ok('init', '--trees', 'per_root');
  await bench.ok('config', 'set', 'trees.lanes', '2');
  await bench.ok('config', 'set', 'runtime.environment_backoff_seconds', '[1, 2]');
  for (const id of TASKS) writeFileSync(bench.file(`tasks/queue/${id}.md`), taskText(id, `Root-Spec-ID: root-${id}\n`));
  const files = (id: string) => [{ path: `src/${id}.js`, content: `${id}\n`.repeat(2000) }];
  bench.script(
    Object.fromEntries(TASKS.map((id) => [`builder:${id}`, [{ sleep: 2, files: files(id), repeat: true }]])),
  );
}

it.skipIf(!canMount).each(['stateHome', 'workspace'] as const)('the disk of %s', async (folder) => {
  await stand(folder);
  const run = bench.start('run', '--until', 'idle');
  await runningAgent(bench);
  disk.fill();
  const said = async (): Promise<boolean> =>
    (await bench.start('status', '--check').ended).output.includes('no room left');
  for (const bound = Date.now() + 120_000; !(await said());) if (Date.now() > bound) throw new Error(run.said());
  disk.clear();
  const { code, output } = await run.ended;
  expect(code, output).toBe(0);
  expect(output).toContain('4 done, 0 blocked, 0 left');
  await until(() => bench.names('tasks/done').length === TASKS.length, 'all are done');
  for (const id of TASKS) {
    const [commit = '', ...more] = git('rev-list', `main..millrace/root-${id}`).split('\n');
    expect(more).toEqual([]);
    expect(git('diff-tree', '-r', '--name-only', '--no-commit-id', commit)).toBe(`src/${id}.js`);
    expect(git('show', `${commit}:src/${id}.js`)).toHaveLength(4000 - 1);
  }
  git('fsck', '--full', '--strict');
});
