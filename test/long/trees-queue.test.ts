// A night with nobody there, in trees: a queue of ten tasks of no root that wait for each other, two of which are blocked, beside two roots of which one
// waits for the other, over a kill -9 of the worker. Then a person retries, cancels, supersedes and edits.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { runningAgent } from '../support/agent.js';
import { Bench, until } from '../support/bench.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: bench.workspace,
    encoding: 'utf8',
  }).trimEnd();

const lines = (text: string): string[] => text.split('\n').filter(Boolean);
const journal = (): string => path.join(path.dirname(bench.workspace), 'journal');

/** By task: what it waits for. q: of no root. */
const WAITS: Readonly<Record<string, readonly string[]>> = {
  ...{ q0: [], q1: ['q0'], q2: ['q1'], q3: [], q4: ['q3'], q5: ['q4'], q6: ['q2', 'q3'], q7: [], q8: ['q6'] },
  ...{ q9: ['q8', 'q0'], a1: [], b0: [], b1: ['a1'] },
};
const TASKS = Object.keys(WAITS);

const rootOf = (id: string): string => (id.startsWith('q') ? 'backlog' : `root-${id.charAt(0)}`);

function textOf(id: string, needs: readonly string[] = []): string {
  const root = id.startsWith('q') ? '' : `Root-Spec-ID: ${rootOf(id)}\n`;
  const list = needs.length === 0 ? '' : `Depends-On:\n${needs.map((one) => `- ${one}\n`).join('')}`;
  return taskText(id, `Summary: Because of ${id}.\n${root}${list}`);
}

const put = (id: string, needs: readonly string[] = []): void =>
  writeFileSync(bench.file(`tasks/queue/${id}.md`), textOf(id, needs));

/** It writes a file of its name, and says in the journal which ones it sees. */
const sh = (script: string): string[] => ['sh', '-c', script];
const builds = (id: string) => ({
  marker: 'BUILDER_COMPLETE',
  run: sh(`echo "${id}" >${id}.txt; echo "${id}:" *.txt >>"${journal()}"`),
  sleep_after: 0.3,
});
const blocks = (id: string) => ({ marker: 'BLOCKED', run: sh(`echo half >${id}-half.txt`) });

/** Names of files, without their ends, that a task saw each time. */
const seenBy = (id: string): string[][] =>
  lines(readFileSync(journal(), 'utf8'))
    .filter((line) => line.startsWith(`${id}:`))
    .map((line) =>
      line
        .slice(id.length + 2)
        .split(' ')
        .map((name) => name.replace('.txt', '')),
    );

const commitsOf = (root: string): string[] => lines(git('rev-list', '--reverse', `main..millrace/${root}`));
const said = (commit: string, format: string): string => git('log', '-1', `--format=${format}`, commit);
const taskOf = (commit: string): string => said(commit, '%(trailers:key=Millrace-Task,valueonly,separator=)');
const filesOf = (commit: string): string[] =>
  lines(git('diff-tree', '--no-commit-id', '--name-only', '-r', '-m', '--first-parent', commit));
const commitOf = (id: string): string => commitsOf(rootOf(id)).find((one) => taskOf(one) === id) ?? '';

beforeAll(async () => {
  bench = new Bench(inject('temporalAddress'));
  git('checkout', '-q', '-b', 'main');
  writeFileSync(path.join(bench.workspace, 'README.md'), 'one\n');
  git('add', '-A');
  git('commit', '-qm', 'one');
  await bench.ok('init', '--trees', 'per_root');
  await bench.ok('config', 'set', 'trees.lanes', '2');
  for (const id of TASKS) put(id, WAITS[id]);
  const ends = (id: string) => ({ [`troubleshooter:${id}`]: ['BLOCKED'], [`consultant:${id}`]: ['BLOCKED'] });
  bench.script({
    ...Object.fromEntries(TASKS.map((id) => [`builder:${id}`, [builds(id)]])),
    ...{ 'builder:q4': [blocks('q4'), builds('q4')], 'builder:q7': [blocks('q7'), builds('q7')] },
    ...{ ...ends('q4'), ...ends('q7') },
    // b0 is done before b1 begins, so that b1 finds a tree that is there.
    'builder:a1': [{ ...builds('a1'), sleep_after: 2 }],
    'builder:q-cancelled': [{ ...builds('q-cancelled'), sleep_after: 600 }],
    'builder:q-old': [blocks('q-old')],
    ...ends('q-old'),
    'builder:q-new': [builds('q-new')],
  });
});
afterAll(() => bench.close());

const idle = async (): Promise<string> => (await bench.run('run', '--until', 'idle')).output;

it('works to its end what can be, in order, a commit each; what waits for another root has that in its tree', async () => {
  const before = { status: git('status', '--porcelain'), head: git('rev-parse', 'HEAD') };
  const first = bench.start('run', '--until', 'idle');
  await until(() => bench.events('tree_settled').length >= 2, 'two are done');
  await runningAgent(bench);
  first.child.kill('SIGKILL');
  await first.ended;
  expect(await idle()).toMatch(/ done, 2 blocked, 1 left/);

  const done = commitsOf('backlog').map(taskOf);
  expect([...done].sort()).toEqual(['q0', 'q1', 'q2', 'q3', 'q6', 'q8', 'q9']);
  for (const id of done) {
    expect(filesOf(commitOf(id)), id).toEqual([`${id}.txt`]);
    expect(said(commitOf(id), '%b'), id).toContain(`Because of ${id}.`);
    for (const one of WAITS[id] ?? []) expect(done.indexOf(one), `${id} after ${one}`).toBeLessThan(done.indexOf(id));
    // In order on one branch: each saw all that was done before it, and nothing half done.
    const [seen, ...again] = seenBy(id);
    expect([seen, again], id).toEqual([[...done.slice(0, done.indexOf(id)), id].sort(), []]);
  }
  const a1 = commitOf('a1');
  expect(git('rev-list', '--count', `millrace/root-b..${a1}`), 'b holds what a did').toBe('0');
  expect(seenBy('b1')).toEqual([['a1', 'b0', 'b1']]);
  expect(seenBy('b0')).toEqual([['b0']]);
  expect(filesOf(commitOf('b1'))).toEqual(['b1.txt']);
  expect(await bench.ok('queue', 'show', 'b1')).toContain('The tree has the work of a1 of root-a, by millrace/root-a.');
  expect({ status: git('status', '--porcelain'), head: git('rev-parse', 'HEAD') }).toEqual(before);
  expect(existsSync(path.join(bench.workspace, 'q0.txt'))).toBe(false);
});

it('a retry takes up what was kept, and one that is to be fresh does not; then what waited goes on', async () => {
  await bench.ok('retry', 'q4', '--reason', 'again');
  await bench.ok('retry', 'q7', '--fresh', '--reason', 'from the beginning');
  expect(await idle()).toContain('3 done, 0 blocked, 0 left');
  expect(filesOf(commitOf('q4')).sort()).toEqual(['q4-half.txt', 'q4.txt']);
  expect(filesOf(commitOf('q7'))).toEqual(['q7.txt']);
  expect(commitsOf('backlog').map(taskOf).slice(-3).sort()).toEqual(['q4', 'q5', 'q7']);
  expect(seenBy('q5')[0]).toContain('q4-half');
});

it('what is cancelled or superseded leaves the branch as it was, and what is edited is committed as edited', async () => {
  const tip = git('rev-parse', 'millrace/backlog');
  put('q-cancelled');
  const worker = bench.start('run', '--until', 'idle');
  await until(() => existsSync(journal()) && seenBy('q-cancelled').length > 0, 'its agent is at work');
  await bench.ok('cancel', 'q-cancelled', '--reason', 'not wanted');
  await worker.ended;
  expect(git('rev-parse', 'millrace/backlog')).toBe(tip);
  expect(await bench.ok('queue', 'show', 'q-cancelled')).toMatch(/its changes are kept, number \d+/);

  put('q-old');
  await idle();
  const file = path.join(path.dirname(bench.workspace), 'q-new.md');
  writeFileSync(file, textOf('q-new'));
  await bench.ok('add-task', file);
  await bench.ok('queue', 'edit', 'q-new', '--title', 'Another title');
  await bench.ok('queue', 'supersede', 'q-old', '--replacement', 'q-new', '--reason', 'better so');
  await idle();
  expect(git('rev-list', '--count', `${tip}..millrace/backlog`)).toBe('1');
  const made = commitOf('q-new');
  expect([said(made, '%s'), filesOf(made)]).toEqual(['Another title', ['q-new.txt']]);
  expect(git('status', '--porcelain', '--', '.')).not.toContain('q-');
});
