// A workspace in which roots work goes over to trees, and back: those that began in the workspace end there, one after the other, whatever else is at
// work beside them. By the agents' own journal of where they were, and when.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Bench } from '../support/bench.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: bench.workspace,
    encoding: 'utf8',
  }).trimEnd();

const journal = (): string => path.join(path.dirname(bench.workspace), 'journal');

/** Its first letter is its root. */
const put = (id: string): void => putRootless(id, `Root-Spec-ID: ${id.charAt(0)}\n`);

const putRootless = (id: string, fields = ''): void =>
  writeFileSync(bench.file(`tasks/queue/${id}.md`), taskText(id, fields));

/** Each line of the journal: `begin` or `end`, the task, the folder. */
const stageOf = (marker: string, id: string) => ({
  marker,
  run: [
    'sh',
    '-c',
    `echo "begin ${id} $PWD" >>"${journal()}"; echo ${id} >>${id}.txt; sleep 0.6; echo "end ${id} $PWD" >>"${journal()}"`,
  ],
});

interface Line {
  what: string;
  id: string;
  folder: string;
}

const told = (): Line[] =>
  readFileSync(journal(), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [what = '', id = '', folder = ''] = line.split(' ');
      return { what, id, folder };
    });

const inWorkspace = (): Line[] => told().filter(({ folder }) => folder === bench.workspace);

/** Without those that follow on themselves. */
const turns = (ids: readonly string[]): string[] => ids.filter((id, at) => id !== ids[at - 1]);

const idle = async (): Promise<string> => (await bench.run('run', '--until', 'idle')).output;
const lanes = async (): Promise<unknown> => {
  const { data } = JSON.parse(await bench.ok('status', '--json')) as { data: { lanes: { all: number } | null } };
  return data.lanes?.all;
};

const FIRST = ['x1', 'y1'];
const THEN = ['x2', 'y2', 'y3', 'z1', 'w1'];
const ROOTLESS = ['r1', 'r2', 'r3', 'r4', 'r5'];

beforeAll(async () => {
  bench = new Bench(inject('temporalAddress'));
  git('checkout', '-q', '-b', 'main');
  writeFileSync(path.join(bench.workspace, 'README.md'), 'one\n');
  git('add', '-A');
  git('commit', '-qm', 'one');
  await bench.ok('init', '--trees', 'in_place');
  const all = [...FIRST, ...THEN, 'z2', 'v1', ...ROOTLESS];
  bench.script({
    ...Object.fromEntries(all.map((id) => [`builder:${id}`, [stageOf('BUILDER_COMPLETE', id)]])),
    ...Object.fromEntries(all.map((id) => [`checker:${id}`, [stageOf('CHECKER_PASS', id)]])),
    'builder:r2': [stageOf('BLOCKED', 'r2'), stageOf('BUILDER_COMPLETE', 'r2')],
    'troubleshooter:r2': ['BLOCKED', 'TROUBLESHOOT_COMPLETE'],
    'consultant:r2': ['BLOCKED'],
  });
});
afterAll(() => bench.close());

it('roots that began in the workspace go on there: never two agents in it, and no item in the middle of another', async () => {
  for (const id of FIRST) put(id);
  expect(await idle()).toContain('2 done');
  await bench.ok('config', 'set', 'trees.mode', 'per_root');
  await bench.ok('config', 'set', 'trees.lanes', '4');
  for (const id of THEN) put(id);
  expect(await idle()).toContain('5 done, 0 blocked, 0 left');
  expect(await lanes()).toBe(4);

  const here = inWorkspace();
  expect([...new Set(here.map(({ id }) => id))].sort()).toEqual(['x1', 'x2', 'y1', 'y2', 'y3']);
  here.forEach(({ what, id }, at) => {
    expect(what, `${id}, line ${at}`).toBe(at % 2 === 0 ? 'begin' : 'end');
    if (at % 2 === 1) expect(id).toBe(here[at - 1]?.id);
  });
  const order = turns(here.map(({ id }) => id));
  expect(order, 'each item as a whole').toHaveLength(new Set(order).size);
  for (const id of ['z1', 'w1']) {
    expect(existsSync(path.join(bench.workspace, `${id}.txt`)), id).toBe(false);
    expect(git('show', '--name-only', '--format=', `millrace/${id.charAt(0)}`)).toBe(`${id}.txt`);
  }
  expect(git('branch', '--list', 'millrace/x', 'millrace/y')).toBe('');
});

it('back again likewise: what began in a tree ends there, and the rest has one lane', async () => {
  put('z2');
  await bench.ok('config', 'set', 'trees.mode', 'in_place');
  put('v1');
  expect(await idle()).toContain('2 done, 0 blocked, 0 left');
  expect(await lanes()).toBe(1);
  expect(existsSync(path.join(bench.workspace, 'v1.txt'))).toBe(true);
  expect(existsSync(path.join(bench.workspace, 'z2.txt'))).toBe(false);
  expect(git('log', '--format=%s', 'main..millrace/z')).toBe('Task z2\nTask z1');
});

it('work without a root takes each change with its next item; a half done one goes on where its work lies', async () => {
  const isHere = (id: string): boolean => existsSync(path.join(bench.workspace, `${id}.txt`));
  const branch = 'millrace/backlog';
  for (const id of ['r1', 'r2']) putRootless(id);
  expect(await idle()).toContain('1 done, 1 blocked, 0 left');
  expect(git('branch', '--list', branch)).toBe('');
  await bench.ok('config', 'set', 'trees.mode', 'per_root');
  await bench.ok('retry', 'r2');
  putRootless('r3');
  expect(await idle()).toContain('2 done, 0 blocked, 0 left');
  expect(await bench.ok('status')).toContain('It goes on in the workspace, in which its work lies.');
  expect([...ROOTLESS].filter(isHere)).toEqual(['r1', 'r2']);
  expect(git('log', '--format=%s', `main..${branch}`)).toBe('Task r3');
  await bench.ok('config', 'set', 'trees.mode', 'in_place');
  putRootless('r4');
  await idle();
  await bench.ok('config', 'set', 'trees.mode', 'per_root');
  putRootless('r5');
  await idle();
  expect([...ROOTLESS].filter(isHere)).toEqual(['r1', 'r2', 'r4']);
  expect(git('log', '--format=%s', `main..${branch}`).split('\n')).toEqual(['Task r5', 'Task r3']);
});
