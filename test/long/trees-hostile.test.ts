// A night in a hostile repository, on a real server: all that git can be told to start is there before, more is planted by agents at night, and none of it
// runs with ours, from `init` to a delivery by hand; each trap is first shown to work with plain git, in a copy.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Bench } from '../support/bench.js';
import { specText } from '../support/spec-text.js';
import { manages } from '../support/stories.js';
import { taskText } from '../support/task-text.js';
import { ALL_TRAPS, ATTRIBUTES, POINTER, setTraps, springWithPlainGit, type Traps } from './trees/traps.js';

let bench: Bench;
let traps: Traps;
const room = (name: string): string => path.join(path.dirname(bench.workspace), name);

/** Of the test itself: what could start a program is taken away, so that only others are heard of. */
const SAFE = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'diff.external=', 'commit.gpgSign=false'];
const git = (...args: string[]): string =>
  execFileSync('git', [...SAFE.flatMap((one) => ['-c', one]), ...args], {
    cwd: bench.workspace,
    env: { PATH: process.env['PATH'], HOME: room('nobody') },
    encoding: 'utf8',
  }).trimEnd();
const lines = (text: string): string[] => text.split('\n').filter(Boolean);
const filesOf = (commit: string): string[] =>
  lines(git('diff-tree', '--no-commit-id', '--name-only', '-r', '-m', '--first-parent', commit));
const refs = (): string[] => lines(git('for-each-ref', '--format=%(refname) %(objectname)'));
const config = (): string => readFileSync(path.join(bench.workspace, '.git', 'config'), 'utf8');

const SECRET = 'PLAINTEXT-OF-A-KEY';
/** Ids that are legal as such and not as names of branches. */
const ODD = { dots: 'a..b', lock: 'x.lock', end: 'End.' } as const;

const sh = (script: string) => ['sh', '-c', script];
const builds = (script: string) => [{ marker: 'BUILDER_COMPLETE', run: sh(script) }];

/** What an agent may plant in the user's repository and in its own tree: programs that hooks, settings and attributes name. */
function planted(): string {
  const program = traps.program('planted');
  const hooks = ['reference-transaction', 'post-checkout', 'post-commit', 'pre-merge-commit', 'post-index-change'];
  return [
    'set -e; common=$(git rev-parse --git-common-dir)',
    `mkdir -p "$common/late" "$common/hooks"; for one in ${hooks.join(' ')}; do cp '${program}' "$common/late/$one"; cp '${program}' "$common/hooks/$one"; done`,
    `for key in core.fsmonitor core.pager diff.late.textconv diff.late.command merge.late.driver filter.late.clean filter.late.smudge filter.late.process gpg.program gpg.ssh.program; do git config $key '${program}'; done`,
    `git config core.hooksPath "$common/late"; git config alias.rev-parse '!${program}'; git config submodule.x.update '!${program}'`,
    `echo '*.md diff=late merge=late' >>.gitattributes`,
    `printf '[submodule "x"]\\n\\tpath = x\\n\\turl = ext::${program}\\n\\tupdate = !${program}\\n' >.gitmodules`,
    `cp "$common/config" '${room('config-of-the-agent')}'`,
  ].join('\n');
}

beforeAll(async () => {
  bench = new Bench(inject('temporalAddress'));
  const files = {
    '.gitattributes': ATTRIBUTES,
    'a.txt': '1\n2\n3\n4\n5\n',
    'media.bin': POINTER,
    'README.md': 'one\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(bench.workspace, name), text);
  git('checkout', '-q', '-b', 'main');
  git('add', '-A');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '-qm', 'one');
  git('branch', 'millrace');
  mkdirSync(room('copy'));
  cpSync(bench.workspace, room('copy/ws'), { recursive: true });
  traps = setTraps(bench.workspace, room('traps'));
});
afterAll(() => bench.close());

it('has traps that work: plain git starts all of them, in a copy', () => {
  const copy = setTraps(room('copy/ws'), room('copy/traps'));
  springWithPlainGit(room('copy/ws'), room('copy/traps'));
  expect(ALL_TRAPS.filter((one) => !copy.alarms().includes(one))).toEqual([]);
  expect(traps.alarms()).toEqual([]);
});

it('is told at init what does not fit, and what to do', async () => {
  const said = await bench.ok('init', '--trees', 'per_root');
  expect(said).toContain('There is a branch millrace: no branch millrace/... can be beside it.');
  expect(said).toContain('So those here begin with millrace-ws/.');
  await bench.ok('config', 'set', 'trees.prefix', 'night');
  await bench.ok('config', 'set', 'trees.lanes', '2');
  await bench.ok('config', 'set', 'trees.deliver', 'merge');
  await bench.ok('config', 'set', 'trees.checks', JSON.stringify(['test -e good.txt', '! test -e .git']));
  expect((await bench.run('doctor')).output).not.toContain('There is a branch millrace');
});

it('starts nothing in a night, whatever agents plant; a task with a filter gets no commit, and no secret is in an object', async () => {
  const before = { refs: refs(), head: git('symbolic-ref', 'HEAD') };
  writeFileSync(bench.file('specs/queue/good.md'), specText('good'));
  const put = (id: string, root = ''): void =>
    writeFileSync(bench.file(`tasks/queue/${id}.md`), taskText(id, root === '' ? '' : `Root-Spec-ID: ${root}\n`));
  put('a-plants');
  put('b-crypt');
  for (const [name, root] of Object.entries(ODD)) put(`odd-${name}`, root);
  // What a git left that died.
  mkdirSync(path.join(bench.workspace, '.git/refs/heads/night'), { recursive: true });
  for (const [name, at] of [
    ['good', 2020],
    ['backlog', 2090],
  ] as const) {
    const lock = path.join(bench.workspace, `.git/refs/heads/night/${name}.lock`);
    writeFileSync(lock, '');
    utimesSync(lock, new Date(`${at}-01-01`), new Date(`${at}-01-01`));
  }
  const crypt = `printf '*.key filter=crypt\\n' >>.gitattributes; git config filter.crypt.clean 'tr A-Za-z N-ZA-Mn-za-m'; git config filter.crypt.required true; echo ${SECRET} >s.key; cp "$(git rev-parse --git-common-dir)/config" '${room('config-of-the-agent')}'`;
  bench.script({
    'manager:good': manages('t-good', 'good'),
    'builder:t-good': builds('sed -i s/1/ONE/ a.txt; echo good >good.txt'),
    'builder:a-plants': builds(planted()),
    'builder:b-crypt': builds(crypt),
    ...Object.fromEntries(
      Object.keys(ODD).map((name) => [
        `builder:odd-${name}`,
        builds(`sed -i s/5/${name}/ a.txt; echo ${name} >${name}.txt`),
      ]),
    ),
  });
  const { code, output } = await bench.run('run', '--until', 'idle');
  expect(code, output).toBe(0);
  expect(traps.alarms()).toEqual([]);

  expect
    .soft(bench.events('delivery_answered').map(({ data }) => [data['root'], data['kind']]))
    .toEqual([['good', 'landed']]);
  expect(readFileSync(path.join(bench.workspace, 'a.txt'), 'utf8')).toBe('ONE\n2\n3\n4\n5\n');
  expect(git('show', 'main:good.txt')).toBe('good');
  expect(git('diff-index', '--cached', '--name-only', 'main')).toBe('');
  expect(filesOf('night/backlog')).toEqual(['.gitattributes', '.gitmodules']);
  expect(await bench.ok('queue', 'show', 'b-crypt')).toContain('filter=crypt in the attributes');
  const all = git('cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)');
  for (const one of lines(all).filter((line) => line.endsWith(' blob')))
    expect(git('cat-file', 'blob', one.split(' ')[0] ?? '')).not.toContain(SECRET);
  for (const [branch, name] of [
    ['night/a%2E.b', 'dots'],
    ['night/x%2Elock', 'lock'],
    ['night/End%2E+1', 'end'],
  ] as const)
    expect(filesOf(branch), branch).toEqual(['a.txt', `${name}.txt`]);
  const others = (all_: string[]) => all_.filter((one) => !/^refs\/heads\/(?:night\/|main )/.test(one));
  expect
    .soft({ refs: others(refs()), head: git('symbolic-ref', 'HEAD') })
    .toEqual({ ...before, refs: others(before.refs) });
  expect(config(), 'only the agents wrote settings').toBe(readFileSync(room('config-of-the-agent'), 'utf8'));
});

it('starts nothing when a person looks, repairs, removes and delivers by hand', async () => {
  await bench.ok('diff', 't-good');
  await bench.ok('trees', 'ls');
  for (const root of [ODD.dots, ODD.lock, 'backlog']) {
    await bench.ok('trees', 'show', root);
    await bench.ok('trees', 'repair', root);
  }
  expect(await bench.ok('deliver', ODD.dots, '--merge')).toContain('is in main');
  expect(readFileSync(path.join(bench.workspace, 'a.txt'), 'utf8')).toBe('ONE\n2\n3\n4\ndots\n');
  const conflict = await bench.run('deliver', ODD.lock, '--merge');
  expect(conflict.code).not.toBe(0);
  expect(conflict.output).toMatch(/a\.txt/);
  const folder = lines(await bench.ok('trees', 'open', ODD.dots)).at(-1) ?? '';
  await bench.ok('trees', 'remove', ODD.dots);
  expect(existsSync(folder)).toBe(false);
  expect(git('rev-parse', '--verify', 'night/a%2E.b')).toMatch(/^[0-9a-f]{40}$/);
  expect(traps.alarms()).toEqual([]);
  expect(config()).toBe(readFileSync(room('config-of-the-agent'), 'utf8'));
});
