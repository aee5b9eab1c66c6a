// Roots that work in trees of their own: side by side, over a kill -9 of the worker, with one commit per task and the user's checkout as it was.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject } from 'vitest';
import { runningAgent } from '../support/agent.js';
import { Bench, until } from '../support/bench.js';
import { taskText } from '../support/task-text.js';
import { quick } from '../support/tier.js';

let bench: Bench;
afterEach(() => bench.close());

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: bench.workspace,
    encoding: 'utf8',
  }).trimEnd();

const filesOf = (commit: string): string[] =>
  git('diff-tree', '--no-commit-id', '--name-only', '-r', commit).split('\n').filter(Boolean);

const commitsOf = (root: string): string[] =>
  git('rev-list', '--reverse', `main..millrace/${root}`).split('\n').filter(Boolean);

const trailer = (commit: string, key: string): string =>
  git('log', '-1', `--format=%(trailers:key=${key},valueonly,separator=%x2C)`, commit);

async function stand(): Promise<Bench> {
  bench = new Bench(inject('temporalAddress'));
  git('checkout', '-q', '-b', 'main');
  writeFileSync(path.join(bench.workspace, 'README.md'), 'one\n');
  git('add', '-A');
  git('commit', '-qm', 'one');
  await bench.ok('init');
  git('add', '-A');
  git('commit', '-qm', 'init');
  await bench.ok('config', 'set', 'trees.mode', 'per_root');
  await bench.ok('config', 'set', 'trees.lanes', '2');
  return bench;
}

const tasks = ['a1', 'a2', 'b1', 'b2'] as const;
const rootOf = (id: string): string => `root-${id.charAt(0)}`;

quick(
  'two roots side by side, and a kill -9 in the middle: a commit for each task, and nothing else anywhere',
  async () => {
    await stand();
    for (const id of tasks)
      writeFileSync(bench.file(`tasks/queue/${id}.md`), taskText(id, `Root-Spec-ID: ${rootOf(id)}\n`));
    writeFileSync(path.join(bench.workspace, 'mine.txt'), 'of a person\n');
    writeFileSync(path.join(bench.workspace, 'README.md'), 'two\n');
    const before = { status: git('status', '--porcelain'), head: git('rev-parse', 'HEAD') };
    bench.script(
      Object.fromEntries(
        tasks.map((id) => [
          `builder:${id}`,
          [{ marker: 'BUILDER_COMPLETE', files: [{ path: `src/${id}.js`, content: `${id}\n` }], sleep_after: 1 }],
        ]),
      ),
    );
    const first = bench.start('run', '--until', 'idle');
    await runningAgent(bench);
    await until(() => bench.events('stage_started').length >= 2, 'both roots are at work');
    first.child.kill('SIGKILL');
    await first.ended;
    const { output } = await bench.run('run', '--until', 'idle');
    expect(output).toContain('4 done, 0 blocked, 0 left');
    // Besides mine.txt, which git does not know: the settings, and what was changed by hand.
    expect(output).toContain('2 files of the workspace are changed and not committed');

    for (const id of tasks) {
      const commits = commitsOf(rootOf(id)).filter((commit) => trailer(commit, 'Millrace-Task') === id);
      expect(commits, id).toHaveLength(1);
      expect(filesOf(commits[0] ?? ''), id).toEqual([`src/${id}.js`]);
      expect(trailer(commits[0] ?? '', 'Millrace-Root')).toBe(rootOf(id));
    }
    expect(commitsOf('root-a')).toHaveLength(2);
    expect(existsSync(path.join(bench.workspace, 'src'))).toBe(false);
    expect({ status: git('status', '--porcelain'), head: git('rev-parse', 'HEAD') }).toEqual(before);
    expect(bench.stages().filter((line) => line.startsWith('builder'))).toHaveLength(4);
    expect(await bench.ok('queue', 'show', 'a1')).toMatch(/tree +commit [0-9a-f]{10} on millrace\/root-a/);
    expect(await bench.ok('status')).toContain('branch millrace/root-a: 2 commits');
    expect(await bench.ok('trees', 'ls')).toMatch(/root-a +millrace\/root-a +2 +waits to be taken +\d+ MB +whole/);
    git('merge', '-q', '--no-edit', 'millrace/root-a');
    expect(await bench.ok('deliver', 'root-a')).toContain('millrace/root-a was taken.');
    expect(await bench.ok('status')).not.toContain('branch millrace/root-a:');
    expect(await bench.ok('trees', 'remove', 'root-a')).toContain('its branch stays');
    expect(bench.events('tree_settled').map(({ data }) => data['kind'])).toEqual(tasks.map(() => 'committed'));
  },
);
