// A root that passed is delivered by itself, on a real server: what lands is a commit whose checks passed; what does not fit goes through a merger, the
// Checker and the Arbiter, or to a person. Over a kill -9 of the worker while the checks run, and once by hand.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { Bench, type ScriptEntry, until } from '../support/bench.js';
import { specText } from '../support/spec-text.js';
import { DONE, emitted, manages, storiesOf } from '../support/stories.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;
afterEach(() => bench.close());

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: bench.workspace,
    encoding: 'utf8',
  }).trimEnd();

const lines = (text: string): string[] => text.split('\n').filter(Boolean);
const room = (name: string): string => path.join(path.dirname(bench.workspace), name);
const noted = (name: string): string[] => (existsSync(room(name)) ? lines(readFileSync(room(name), 'utf8')) : []);
const at = (commit: string, file: string): string => git('show', `${commit}:${file}`);

/** Each spec is a root with one task, which writes these files. */
async function stand(
  roots: Record<string, Record<string, string>>,
  more: Record<string, ScriptEntry[]>,
): Promise<void> {
  bench = new Bench(inject('temporalAddress'));
  git('checkout', '-q', '-b', 'main');
  writeFileSync(path.join(bench.workspace, 'README.md'), 'one\n');
  git('add', '-A');
  git('commit', '-qm', 'one');
  await bench.ok('init', '--trees', 'per_root');
  await bench.ok('config', 'set', 'trees.lanes', '2');
  await bench.ok('config', 'set', 'trees.deliver', 'merge');
  const entries = Object.entries(roots).flatMap(([root, files]): [string, ScriptEntry[]][] => [
    [`manager:${root}`, manages(`t-${root}`, root)],
    [`builder:t-${root}`, [{ marker: 'BUILDER_COMPLETE', files: filesOf(files) }]],
  ]);
  bench.script({ ...Object.fromEntries(entries), ...more });
  for (const root of Object.keys(roots)) put(root);
}

const put = (root: string): void => writeFileSync(bench.file(`specs/queue/${root}.md`), specText(root));
const filesOf = (files: Record<string, string>) =>
  Object.entries(files).map(([name, content]) => ({ path: name, content }));

/** The tree of git that lies in the folder where a check runs, and then the check. */
const check = (script: string): Promise<string> => {
  const tree = `export GIT_DIR="${room('looks')}"; git init -q; git --work-tree=. add -A; git write-tree >>"${room('trees')}"`;
  return bench.ok('config', 'set', 'trees.checks', JSON.stringify([tree, script]));
};
/** Trees whose checks were begun, in order. */
const checked = (): string[] => noted('trees');
const treeOf = (commit: string): string => git('rev-parse', `${commit}^{tree}`);

const idle = async (): Promise<{ code: number | null; output: string }> => bench.run('run', '--until', 'idle');
const answers = (root: string): unknown[] =>
  bench.events('delivery_answered').flatMap(({ data }) => (data['root'] === root ? [data['kind']] : []));
const closed = (): unknown[] => bench.events('closure_target_closed').map(({ data }) => data['root']);

it('two roots that conflict: one lands, the other by way of a merger, the Checker and the Arbiter', async () => {
  const merged = { marker: 'MERGE_COMPLETE', files: filesOf({ 'README.md': 'a and b\n' }) };
  await stand(
    { a: { 'README.md': 'a\n', 'a.txt': 'a\n' }, b: { 'README.md': 'b\n', 'b.txt': 'b\n' } },
    { merger: [merged] },
  );
  await check('! grep -r "<<<<<<<" *.md *.txt');
  const { code, output } = await idle();
  expect(code, output).toBe(0);

  const [first, second] = closed() as [string, string];
  expect([first, second].sort()).toEqual(['a', 'b']);
  expect([answers(first), answers(second)]).toEqual([['landed'], ['work', 'landed']]);
  const all = storiesOf(bench);
  const [work = ''] = Object.keys(all).filter((item) => item.startsWith(`task/merge-${second}-`));
  expect(all[work]).toBe('merger:MERGE_COMPLETE checker:CHECKER_PASS updater:UPDATE_COMPLETE');
  expect(all[`task/t-${second}`]).toBe(DONE);
  const judged = bench.stages().filter((line) => line.startsWith('arbiter '));
  expect(judged.filter((line) => line.includes(`spec/${second} `))).toHaveLength(2);
  // The base is what the last checks were run on, and has both roots, joined by the commit of the merger.
  expect(checked()).toEqual([...new Set(checked())]);
  expect(checked().at(-1)).toBe(treeOf('main'));
  expect(at('main', 'README.md')).toBe('a and b');
  expect([at('main', 'a.txt'), at('main', 'b.txt')]).toEqual(['a', 'b']);
  const pairs = lines(
    git(
      'rev-list',
      '--min-parents=2',
      '--format=%(trailers:key=Millrace-Task,valueonly,separator=)',
      '--no-commit-header',
      'main',
    ),
  );
  expect(pairs).toHaveLength(1);
  expect(pairs[0]).toMatch(new RegExp(`^merge-${second}-`));
  for (const root of ['a', 'b']) git('merge-base', '--is-ancestor', `millrace/${root}`, 'main');
  // The checkout of the user went along.
  expect(git('status', '--porcelain', '--untracked-files=no')).toBe('');
  expect(readFileSync(path.join(bench.workspace, 'README.md'), 'utf8')).toBe('a and b\n');
});

it('two roots that conflict in meaning: what no merger mends waits for a person, and lands once it was mended by hand', async () => {
  await stand({ a: { 'a.txt': 'a\n' }, b: { 'b.txt': 'b\n' } }, { merger: ['MERGE_COMPLETE', 'MERGE_COMPLETE'] });
  await check('! test -e a.txt || ! test -e b.txt || test -e both.txt');
  const { code, output } = await idle();
  expect(code, output).toBe(11);

  const [first] = closed() as [string];
  const second = first === 'a' ? 'b' : 'a';
  expect([answers(first), answers(second)]).toEqual([['landed'], ['work', 'work', 'work']]);
  expect(bench.stages().filter((line) => line.startsWith('merger '))).toHaveLength(2);
  expect(treeOf('main')).toBe(treeOf(`millrace/${first}`));
  expect(git('ls-tree', '--name-only', 'main')).not.toContain(`${second}.txt`);
  expect(await bench.ok('closures', 'ls')).toMatch(new RegExp(`${second} +parked`));
  const status = await bench.run('status', '--check');
  expect(status.code).not.toBe(0);
  expect(status.output).toMatch(/fails a check, with status 1/);

  const before = git('rev-parse', 'main');
  expect(git('status', '--porcelain', '--untracked-files=no')).toBe('');
  const tree = (await bench.ok('trees', 'open', second)).trimEnd();
  writeFileSync(path.join(tree, 'both.txt'), 'both\n');
  git('-C', tree, 'add', 'both.txt');
  git('-C', tree, 'commit', '-qm', 'both');
  await bench.ok('closures', 'judge', second, '--reason', 'mended');
  const again = await idle();
  expect(again.code, again.output).toBe(0);
  expect(answers(second).at(-1)).toBe('landed');
  expect(git('ls-tree', '--name-only', 'main').split('\n')).toEqual(
    expect.arrayContaining(['a.txt', 'b.txt', 'both.txt']),
  );
  git('merge-base', '--is-ancestor', before, 'main');
});

it('a worker that is killed while the checks run leaves nothing half done; by hand it goes as well', async () => {
  await stand(
    { c: { 'c.txt': 'c\n' } },
    {
      'manager:d': manages('t-d', 'd'),
      'builder:t-d': [{ marker: 'BUILDER_COMPLETE', files: filesOf({ 'd.txt': 'd\n' }) }],
    },
  );
  const before = git('rev-parse', 'HEAD');
  await check(`echo $$ >>"${room('pids')}"; test -e "${room('again')}" || sleep 600`);
  const first = bench.start('run', '--until', 'idle');
  await until(() => noted('pids').length > 0, 'a check runs');
  first.child.kill('SIGKILL');
  await first.ended;
  expect(git('rev-parse', 'main')).toBe(before);
  writeFileSync(room('again'), '');
  const { code, output } = await idle();
  expect(code, output).toBe(0);
  expect(noted('pids')).toHaveLength(2);
  expect(() => process.kill(Number(noted('pids')[0]), 0)).toThrow();
  expect([answers('c'), closed(), at('main', 'c.txt')]).toEqual([['landed'], ['c'], 'c']);
  expect(checked()).toEqual([treeOf('main'), treeOf('main')]);

  await bench.ok('config', 'set', 'trees.deliver', 'branch');
  put('d');
  await bench.ok('run', '--until', 'idle');
  expect(existsSync(path.join(bench.workspace, 'd.txt'))).toBe(false);
  expect(await bench.ok('trees', 'ls')).toMatch(/^d +millrace\/d +1 +waits to be taken/m);
  expect(await bench.ok('deliver', 'd', '--merge')).toContain('millrace/d is in main');
  expect([at('main', 'd.txt'), checked().at(-1)]).toEqual(['d', treeOf('main')]);
  expect(existsSync(path.join(bench.workspace, 'd.txt'))).toBe(true);
});

const IS_SLICE = process.env['MILLRACE_LONG'] === 'slice';

it.skipIf(IS_SLICE)(
  'a root that holds work of another one waits for the judgement of that, and then goes by itself',
  async () => {
    const writes = (name: string, more: Record<string, unknown> = {}): ScriptEntry[] => [
      { marker: 'BUILDER_COMPLETE', files: filesOf({ [`${name}.txt`]: `${name}\n` }), ...more },
    ];
    const waits = (name: string): string[] => ['sh', '-c', `until test -e "${room(name)}"; do sleep 0.1; done`];
    const of = (root: string, more = ''): string => `Root-Spec-ID: ${root}\nSpec-ID: ${root}\n${more}`;
    const emits = (...tasks: { path: string; content: string | object }[]) => ({
      marker: 'MANAGER_COMPLETE',
      files: tasks,
    });
    await stand({ a: {}, b: {} }, {});
    bench.script({
      'manager:a': [emits(emitted('a1', taskText('a1', of('a'))), emitted('a2', taskText('a2', of('a'))))],
      'manager:b': [
        { ...emits(emitted('b1', taskText('b1', of('b', 'Depends-On:\n- a1\n')))), run: waits('a1-known') },
      ],
      ...{
        'builder:a1': writes('a1'),
        'builder:a2': writes('a2', { run: waits('b-waits') }),
        'builder:b1': writes('b1'),
      },
    });
    const run = bench.start('run', '--until', 'idle');
    await until(() => existsSync(bench.file('tasks/done/a1.md')), 'a1 is done');
    writeFileSync(room('a1-known'), '');
    await until(() => answers('b').length > 0, 'the delivery of b was answered');
    writeFileSync(room('b-waits'), '');
    const { code, output } = await run.ended;
    expect(code, output).toBe(0);
    expect([answers('a'), answers('b')]).toEqual([['landed'], ['waits', 'landed']]);
    expect(bench.events('closure_asked_again').map(({ data }) => data['root'])).toEqual(['b']);
    for (const name of ['a1', 'a2', 'b1']) expect(at('main', `${name}.txt`)).toBe(name);
  },
);
