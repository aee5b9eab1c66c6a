// A night of eight roots in four lanes, with the worker killed again and again: every task has one commit that holds what its own agent wrote and nothing
// else, by the agents' own journal, which lies outside of everything that Millrace knows.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, inject, it } from 'vitest';
import { Bench } from '../support/bench.js';
import { taskText } from '../support/task-text.js';

const KILLS = Number(process.env['MILLRACE_TREE_KILLS'] ?? 60);
const ROOTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const TASKS = ROOTS.flatMap((root) => [`${root}1`, `${root}2`]);

let bench: Bench;
afterEach(() => bench.close());

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: bench.workspace,
    encoding: 'utf8',
  }).trimEnd();

const journal = (): string => path.join(path.dirname(bench.workspace), 'journal');
const lines = (text: string): string[] => text.split('\n').filter(Boolean);

/** It writes the same again should it be started twice, and says each start in the journal. */
const builderOf = (id: string) => ({
  marker: 'BUILDER_COMPLETE',
  run: [
    'sh',
    '-c',
    `echo "${id}" >>"${journal()}"; echo "${id}" >${id}.txt; echo "${id}" >>shared-${id.charAt(0)}.txt`,
  ],
  sleep_after: 1,
});

async function stand(): Promise<void> {
  bench = new Bench(inject('temporalAddress'));
  git('checkout', '-q', '-b', 'main');
  writeFileSync(path.join(bench.workspace, 'README.md'), 'one\n');
  git('add', '-A');
  git('commit', '-qm', 'one');
  await bench.ok('init', '--trees', 'per_root');
  await bench.ok('config', 'set', 'trees.lanes', '4');
  for (const id of TASKS)
    writeFileSync(bench.file(`tasks/queue/${id}.md`), taskText(id, `Root-Spec-ID: root-${id.charAt(0)}\n`));
  bench.script(Object.fromEntries(TASKS.map((id) => [`builder:${id}`, [builderOf(id)]])));
}

it(`eight roots in four lanes over ${KILLS} kills of the worker`, async () => {
  await stand();
  const before = { status: git('status', '--porcelain'), head: git('rev-parse', 'HEAD') };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { child, ended } = bench.start('run', '--until', 'idle');
    const outcome = await Promise.race([ended, sleep(500 + Math.random() * 6000, null)]);
    if (outcome !== null) break;
    child.kill('SIGKILL');
    await ended;
  }
  expect((await bench.run('run', '--until', 'idle')).code).toBe(0);

  for (const root of ROOTS) {
    const branch = `millrace/root-${root}`;
    const commits = lines(git('rev-list', '--reverse', `main..${branch}`));
    const tasks = commits.map((one) =>
      git('log', '-1', '--format=%(trailers:key=Millrace-Task,valueonly)', one).trim(),
    );
    expect([...tasks].sort(), branch).toEqual([`${root}1`, `${root}2`]);
    commits.forEach((commit, at) => {
      const files = lines(git('diff-tree', '--no-commit-id', '--name-only', '-r', commit)).sort();
      expect(files, `${branch} ${tasks[at] ?? ''}`).toEqual([`${tasks[at] ?? ''}.txt`, `shared-${root}.txt`].sort());
    });
    // Each line once, in the order of the commits: no task saw the half of another one, and none was written twice.
    expect(lines(git('show', `${branch}:shared-${root}.txt`)), branch).toEqual(tasks);
  }
  expect(lines(readFileSync(journal(), 'utf8')).sort(), 'nobody was started twice').toEqual([...TASKS].sort());
  expect({ status: git('status', '--porcelain'), head: git('rev-parse', 'HEAD') }).toEqual(before);
  expect(existsSync(path.join(bench.workspace, 'a1.txt'))).toBe(false);
});
