// Two workspaces in one repository, one of them in a folder of it: both work in trees at the same time, with roots of the same names, and both deliver into
// the branch that their person is on.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { Bench, type ScriptEntry } from '../support/bench.js';
import { specText } from '../support/spec-text.js';
import { manages } from '../support/stories.js';

const rooms: string[] = [];
let first: Bench;
afterEach(() => {
  first.close();
  for (const room of rooms.splice(0)) rmSync(room, { recursive: true, force: true });
});

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: first.workspace,
    encoding: 'utf8',
  }).trimEnd();
const lines = (text: string): string[] => text.split('\n').filter(Boolean);

/** In a folder of the first one's repository, with the same state home. */
function beside(folder: string): Bench {
  const bench = new Bench(inject('temporalAddress'));
  rooms.push(path.dirname(bench.workspace));
  bench.env['MILLRACE_STATE_HOME'] = first.stateHome;
  return Object.assign(bench, { workspace: path.join(first.workspace, folder), stateHome: first.stateHome });
}

const ROOTS = ['a', 'b', 'c'];

/** Each root has a task that writes a file of this name, where its agents work. */
async function withRoots(bench: Bench, name: string): Promise<void> {
  await bench.ok('config', 'set', 'trees.lanes', '2');
  await bench.ok('config', 'set', 'trees.deliver', 'merge');
  await bench.ok('config', 'set', 'trees.checks', '["sleep 0.3"]');
  const entries = ROOTS.flatMap((root): [string, ScriptEntry[]][] => [
    [`manager:${root}`, manages(`t-${root}`, root)],
    [
      `builder:t-${root}`,
      [{ marker: 'BUILDER_COMPLETE', files: [{ path: `${name}-${root}.txt`, content: `${root}\n` }] }],
    ],
  ]);
  bench.script(Object.fromEntries(entries));
  for (const root of ROOTS) writeFileSync(bench.file(`specs/queue/${root}.md`), specText(root));
}

it('two workspaces of one repository work and deliver at the same time, each with branches of its own', async () => {
  first = new Bench(inject('temporalAddress'));
  git('checkout', '-q', '-b', 'main');
  writeFileSync(path.join(first.workspace, 'README.md'), 'one\n');
  mkdirSync(path.join(first.workspace, 'api'));
  writeFileSync(path.join(first.workspace, 'api', 'app.js'), 'app\n');
  git('add', '-A');
  git('commit', '-qm', 'one');
  const second = beside('api');
  await first.ok('init', '--trees', 'per_root');
  const said = await second.ok('init', '.', '--trees', 'per_root');
  expect(said).toContain('on a branch millrace-api/ROOT of its own');
  expect(said).toContain(`belong to another workspace, ${first.workspace}`);
  await withRoots(first, 'one');
  await withRoots(second, 'two');

  const ended = await Promise.all([first, second].map((bench) => bench.run('run', '--until', 'idle')));
  for (const { code, output } of ended) expect(code, output).toBe(0);
  const answers = (bench: Bench) => bench.events('delivery_answered').map(({ data }) => data['kind']);
  expect([answers(first), answers(second)], 'nobody was asked').toEqual([
    ROOTS.map(() => 'landed'),
    ROOTS.map(() => 'landed'),
  ]);
  const files = ROOTS.flatMap((root) => [`api/two-${root}.txt`, `one-${root}.txt`]);
  expect(lines(git('ls-tree', '-r', '--name-only', 'main'))).toEqual(['README.md', 'api/app.js', ...files].sort());
  expect(git('status', '--porcelain', '--untracked-files=no')).toBe('');
  for (const file of files) expect(readFileSync(path.join(first.workspace, file), 'utf8')).toMatch(/^[abc]\n$/);
  const branches = lines(git('for-each-ref', '--format=%(refname:short)', 'refs/heads'));
  expect(branches).toEqual([
    'main',
    ...ROOTS.map((root) => `millrace-api/${root}`),
    ...ROOTS.map((root) => `millrace/${root}`),
  ]);
  git('fsck', '--full', '--strict');
});
