// Checkpoints of real repositories, row by row: what must be recorded, and that nothing of the user's repository is other than before.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../checkpoints/changes.js';
import type { CheckpointPlace } from '../../../checkpoints/place.js';
import { fingerprint, isBorrowed, openStand, recorded, type Stand, take, userGit, verify } from './stand.js';

interface Row {
  name: string;
  /** The workspace below the tree. */
  inside?: string;
  make: (stand: Stand) => void | Promise<void>;
  /** Content by path; both latin1. */
  want: Record<string, unknown>;
  /** Reasons by path. */
  omitted?: Record<string, string>;
  /** Another place than that of the stand. */
  at?: (stand: Stand) => CheckpointPlace;
}

const committed = ({ git, put }: Stand): void => {
  git(['init', '-q']);
  put('a.txt', 'a\n');
  git(['add', '-A']);
  git(['commit', '-qm', 'one']);
};

/** Whatever git can be told to start writes its word into a file: none of them may. */
const alarm = (stand: Stand): string => `echo fired >>${join(stand.room, 'alarm')}`;
const rang = (stand: Stand): boolean => existsSync(join(stand.room, 'alarm'));

/** Filters of both forms, a monitor, hooks, a program for differences. */
function arm(stand: Stand, folder: string): void {
  const set = (key: string, value: string) => stand.git(['config', key, value], folder);
  const program = join(stand.room, 'program');
  writeFileSync(program, `#!/bin/sh\n${alarm(stand)}\nexit 1\n`, { mode: 0o755 });
  set('filter.evil.clean', `${alarm(stand)}; cat`);
  set('filter.evil.smudge', `${alarm(stand)}; cat`);
  set('filter.process.process', program);
  set('core.fsmonitor', program);
  set('diff.evil.textconv', program);
  set('diff.external', program);
  const hooks = join(stand.tree, folder, '.git', 'hooks');
  mkdirSync(hooks, { recursive: true });
  for (const hook of ['post-index-change', 'reference-transaction', 'pre-auto-gc', 'post-checkout'])
    writeFileSync(join(hooks, hook), `#!/bin/sh\n${alarm(stand)}\n`, { mode: 0o755 });
  stand.put(join(folder, '.gitattributes'), '*.bin filter=evil diff=evil\n*.proc filter=process\n');
}

const ARMED = '*.bin filter=evil diff=evil\n*.proc filter=process\n';

function makeHostile(stand: Stand): void {
  committed(stand);
  stand.put('nest/n.bin', 'n');
  stand.git(['init', '-q'], 'nest');
  stand.git(['add', '.'], 'nest');
  stand.git(['commit', '-qm', 'n'], 'nest');
  stand.put('b.bin', 'b');
  stand.put('c.proc', 'c');
  arm(stand, '');
  arm(stand, 'nest');
  // Another content of the same size, so that whoever looks has to read it.
  stand.put('nest/n.bin', 'm');
}

const ROWS: Row[] = [
  {
    name: 'a folder without git: what tools fetch is left out',
    make: ({ put }) => ['a', 'sub/b', 'node_modules/x/y', 'sub/__pycache__/z'].forEach((one) => put(one, one)),
    want: { a: 'a', 'sub/b': 'sub/b' },
  },
  {
    name: 'what the runtime shows, also where the user asks for it',
    make: (stand) => {
      committed(stand);
      stand.put('.gitignore', '*\n!*/\n!.gitignore\n!a.txt\n!millrace-agents/**\n!.millrace/**\n');
      stand.put('millrace-agents/state/x', 'x');
      stand.put('.millrace/y', 'y');
      stand.put('millrace-agents-of-mine', 'ignored');
    },
    want: { 'a.txt': 'a\n', '.gitignore': '*\n!*/\n!.gitignore\n!a.txt\n!millrace-agents/**\n!.millrace/**\n' },
  },
  {
    name: 'ignored files, by .gitignore and by info/exclude; what the user has in spite of it is recorded',
    make: (stand) => {
      stand.put('dist/kept.js', 'kept');
      committed(stand);
      stand.put('.gitignore', 'dist/\n');
      stand.put('dist/other.js', 'other');
      stand.put('.git/info/exclude', '*.secret\n');
      stand.put('x.secret', 'x');
      stand.put('new', 'new');
    },
    want: { '.gitignore': 'dist/\n', 'a.txt': 'a\n', 'dist/kept.js': 'kept', new: 'new' },
  },
  {
    name: 'nested repositories: without a commit, with one, one within another, one in a tracked folder',
    make: (stand) => {
      stand.put('tracked/t', 't');
      committed(stand);
      for (const folder of ['empty', 'nest', 'nest/deep/inner', 'tracked/sub']) {
        stand.put(`${folder}/f`, folder);
        stand.git(['init', '-q'], folder);
      }
      stand.git(['add', 'f'], 'nest');
      stand.git(['commit', '-qm', 'x'], 'nest');
      stand.git(['init', '-q'], 'tracked');
    },
    want: {
      'a.txt': 'a\n',
      'empty/f': 'empty',
      'nest/f': 'nest',
      'nest/deep/inner/f': 'nest/deep/inner',
      'tracked/t': 't',
      'tracked/sub/f': 'tracked/sub',
    },
  },
  {
    name: 'a submodule',
    make: (stand) => {
      const other = join(stand.room, 'other');
      mkdirSync(other);
      userGit(stand.room, ['init', '-q'], other);
      writeFileSync(join(other, 's'), 's');
      userGit(stand.room, ['add', 's'], other);
      userGit(stand.room, ['commit', '-qm', 's'], other);
      committed(stand);
      stand.git(['submodule', '--quiet', 'add', other, 'module']);
      stand.git(['commit', '-qm', 'two']);
      stand.put('module/new', 'new');
    },
    want: { 'a.txt': 'a\n', '.gitmodules': expect.stringContaining('module'), 'module/s': 's', 'module/new': 'new' },
  },
  {
    name: 'hostile settings of the repository and of one within it',
    make: makeHostile,
    want: {
      'a.txt': 'a\n',
      'b.bin': 'b',
      'c.proc': 'c',
      '.gitattributes': ARMED,
      'nest/n.bin': 'm',
      'nest/.gitattributes': ARMED,
    },
  },
  {
    name: 'attributes of texts: the bytes that lie there',
    make: (stand) => {
      committed(stand);
      stand.put('.gitattributes', '* text eol=lf ident\n*.u working-tree-encoding=UTF-16\n*.crypt filter=crypt\n');
      stand.put('crlf', 'one\r\ntwo\r\n');
      stand.put('ident', '$Id: 0123 $\n');
      stand.put('x.u', Buffer.from('\ufeffhi', 'utf16le'));
      stand.put('x.crypt', 'in the clear');
      stand.git(['config', 'filter.crypt.clean', 'tr a-z b-za']);
      stand.git(['config', 'core.autocrlf', 'true']);
    },
    want: {
      '.gitattributes': expect.anything(),
      'a.txt': 'a\n',
      crlf: 'one\r\ntwo\r\n',
      ident: '$Id: 0123 $\n',
      'x.u': '\xff\xfeh\0i\0',
      'x.crypt': 'in the clear',
    },
  },
  {
    name: 'odd names, links, modes',
    make: (stand) => {
      committed(stand);
      for (const name of [
        'line\nfeed',
        'esc\u001b[31m',
        '-dash',
        ':(top)x',
        '*',
        'sp ace',
        '"q"',
        '\\b',
        'nul~1',
        '.GITmodules x',
      ])
        stand.put(name, 'x');
      stand.put(Buffer.from('latin\xe9', 'latin1'), 'x');
      stand.put('run.sh', 'x');
      chmodSync(join(stand.tree, 'run.sh'), 0o755);
      symlinkSync('nowhere', join(stand.tree, 'broken'));
      symlinkSync('/etc', join(stand.tree, 'out'));
    },
    want: {
      'a.txt': 'a\n',
      'line\nfeed': 'x',
      'esc\u001b[31m': 'x',
      '-dash': 'x',
      ':(top)x': 'x',
      '*': 'x',
      'sp ace': 'x',
      '"q"': 'x',
      '\\b': 'x',
      'nul~1': 'x',
      '.GITmodules x': 'x',
      'latin\xe9': 'x',
      'run.sh': '100755 x',
      broken: '120000 nowhere',
      out: '120000 /etc',
    },
  },
  {
    name: 'pipes and sockets are named, a file too large stands there by size and time',
    make: async (stand) => {
      committed(stand);
      execFileSync('mkfifo', [join(stand.tree, 'pipe')]);
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(join(stand.tree, 'socket'), resolve));
      server.unref();
      stand.put('sparse', '');
      truncateSync(join(stand.tree, 'sparse'), 4 * 1024 ** 3);
    },
    want: { 'a.txt': 'a\n', sparse: expect.stringContaining('size 4294967296') },
    omitted: { pipe: 'special', socket: 'special', sparse: 'large' },
  },
  {
    name: 'a subfolder of a repository: what stands above it counts, and nothing beside it is recorded',
    inside: 'packages/one',
    make: (stand) => {
      committed(stand);
      stand.put('.gitignore', '*.log\n/packages/*/build\n');
      stand.put('packages/.gitignore', 'tmp/\n');
      stand.put('.git/info/exclude', 'packages/one/mine\n');
      for (const one of ['f', 'x.log', 'build/b', 'tmp/t', 'mine', 'node_modules/m', 'millrace-agents/s'])
        stand.put(`packages/one/${one}`, one);
      stand.put('packages/two/g', 'g');
    },
    want: { f: 'f', 'node_modules/m': 'node_modules/m' },
  },
  {
    name: 'a folder that its repository ignores stands for itself',
    inside: 'scratch/work',
    make: (stand) => {
      committed(stand);
      stand.put('.gitignore', 'scratch/\n');
      stand.put('scratch/work/f', 'f');
    },
    want: { f: 'f' },
  },
  {
    name: 'a linked worktree',
    at: (stand) => ({ ...stand.place, tree: join(stand.room, 'linked') }),
    make: (stand) => {
      committed(stand);
      stand.git(['worktree', 'add', '-q', join(stand.room, 'linked')]);
      stand.put('.git/info/exclude', 'hidden\n');
      writeFileSync(join(stand.room, 'linked', 'hidden'), 'x');
      writeFileSync(join(stand.room, 'linked', 'seen'), 'x');
    },
    want: { 'a.txt': 'a\n', seen: 'x' },
  },
  {
    name: 'a repository of the other format',
    make: (stand) => {
      stand.git(['init', '-q', '--object-format=sha256']);
      stand.put('f', 'f');
      stand.git(['add', 'f']);
      stand.put('big', Buffer.alloc(200, 'x'));
    },
    at: (stand) => ({ ...stand.place, maxFile: 100 }),
    want: { f: 'f', big: expect.stringContaining('size 200') },
    omitted: { big: 'large' },
  },
  {
    name: 'what repositories within the tree leave out by a list of their own, at every look',
    inside: 'work',
    make: async (stand) => {
      committed(stand);
      stand.put('work/nest/n', 'n');
      stand.put('work/[odd] nest/inner/i', 'i');
      for (const folder of ['work/nest', 'work/[odd] nest/inner']) stand.git(['init', '-q'], folder);
      stand.put('work/nest/.git/info/exclude', '# of mine\n*.log\n/build/\nsub/*.tmp\n!kept.log\n');
      stand.put('work/[odd] nest/inner/.git/info/exclude', 'i-*\n');
      await take(stand.place, 'before');
      const nest = ['x.log', 'kept.log', 'deep/y.log', 'build/b', 'deep/build/b', 'sub/s.tmp', 'deep/sub/s.tmp'];
      for (const one of nest) stand.put(`work/nest/${one}`, one);
      for (const one of ['x.log', '[odd] nest/inner/i-1', '[odd] nest/i-2']) stand.put(`work/${one}`, one);
    },
    want: {
      'nest/n': 'n',
      'nest/kept.log': 'kept.log',
      'nest/deep/build/b': 'deep/build/b',
      'nest/deep/sub/s.tmp': 'deep/sub/s.tmp',
      'x.log': 'x.log',
      '[odd] nest/inner/i': 'i',
      '[odd] nest/i-2': '[odd] nest/i-2',
    },
  },
  {
    name: 'the same at the first look',
    make: (stand) => {
      committed(stand);
      stand.put('nest/n', 'n');
      stand.git(['init', '-q'], 'nest');
      stand.put('nest/.git/info/exclude', '*.log\n/build/\n');
      for (const one of ['x.log', 'deep/y.log', 'build/b', 'deep/build/b']) stand.put(`nest/${one}`, one);
      stand.put('x.log', 'x.log');
    },
    want: { 'a.txt': 'a\n', 'x.log': 'x.log', 'nest/n': 'n', 'nest/deep/build/b': 'deep/build/b' },
  },
  {
    name: 'locks that a dead process left in the repository of the user: they stay, and hinder nobody',
    make: (stand) => {
      committed(stand);
      for (const lock of ['index.lock', 'HEAD.lock', 'refs/heads/main.lock']) stand.put(`.git/${lock}`, '');
      stand.put('new', 'new');
    },
    want: { 'a.txt': 'a\n', new: 'new' },
  },
  {
    name: 'media and secrets behind filters: the bytes that lie there',
    make: (stand) => {
      committed(stand);
      stand.put('.gitattributes', '*.psd filter=lfs diff=lfs merge=lfs -text\n*.key filter=git-crypt diff=git-crypt\n');
      for (const filter of ['lfs', 'git-crypt'])
        for (const way of ['clean', 'smudge']) stand.git(['config', `filter.${filter}.${way}`, alarm(stand)]);
      stand.git(['config', 'filter.lfs.required', 'true']);
      stand.put('a.psd', 'version https://git-lfs.github.com/spec/v1\n');
      stand.put('b.psd', Buffer.from([0, 255, 13, 10]));
      stand.put('c.key', 'in the clear');
    },
    want: {
      'a.txt': 'a\n',
      '.gitattributes': expect.anything(),
      'a.psd': 'version https://git-lfs.github.com/spec/v1\n',
      'b.psd': '\0\xff\r\n',
      'c.key': 'in the clear',
    },
  },
  {
    name: 'what the user hides from his own git, and what he has half staged',
    make: (stand) => {
      committed(stand);
      for (const name of ['assumed', 'skipped', 'staged']) stand.put(name, 'one');
      stand.git(['add', '-A']);
      stand.git(['commit', '-qm', 'two']);
      stand.git(['update-index', '--assume-unchanged', 'assumed']);
      stand.git(['update-index', '--skip-worktree', 'skipped']);
      stand.put('staged', 'two');
      stand.git(['add', 'staged']);
      for (const name of ['assumed', 'skipped', 'staged']) stand.put(name, 'three');
    },
    want: { 'a.txt': 'a\n', assumed: 'three', skipped: 'three', staged: 'three' },
  },
  {
    name: 'a bare repository among the files',
    make: (stand) => {
      committed(stand);
      stand.git(['init', '-q', '--bare', '--template=', 'bare.git']);
    },
    want: { 'a.txt': 'a\n', 'bare.git/HEAD': 'ref: refs/heads/main\n', 'bare.git/config': expect.anything() },
  },
];

describe('what is recorded', () => {
  it.each(ROWS)('$name', async ({ inside = '', make, want, omitted = {}, at }) => {
    const stand = openStand(inside);
    await make(stand);
    rmSync(join(stand.room, 'alarm'), { force: true });
    const place = at?.(stand) ?? stand.place;
    const user = () => fingerprint(stand.tree);
    const before = user();
    const first = await take(place, 'first');
    expect(recorded(place, first.tree)).toEqual(want);
    expect(Object.fromEntries(first.omitted.map(({ bytes, reason }) => [bytes, reason]))).toEqual(omitted);
    expect(first.files).toBe(Object.keys(want).length);
    // Again, by what is known, and again with all that was young grown old.
    expect((await take(place, 'second')).tree).toBe(first.tree);
    verify(place);
    expect(isBorrowed(place)).toBe(false);
    expect(user()).toEqual(before);
    expect(rang(stand)).toBe(false);
  });
});

describe('a repository that starts programs', () => {
  const hostile = (): Stand => {
    const stand = openStand();
    makeHostile(stand);
    rmSync(join(stand.room, 'alarm'), { force: true });
    return stand;
  };

  it('does so for a git with our settings that looks into a repository within it', () => {
    const stand = hostile();
    const env = {
      PATH: process.env['PATH'],
      GIT_DIR: join(stand.room, 'x'),
      GIT_WORK_TREE: stand.tree,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
    };
    const run = (args: string[]) => execFileSync('git', args, { cwd: stand.tree, env, stdio: 'ignore' });
    run(['init', '-q']);
    for (const _time of [1, 2]) run(['add', '-A']);
    run(['status']);
    expect(rang(stand)).toBe(true);
  });

  it('starts none when checkpoints are taken, compared and kept small', async () => {
    const stand = hostile();
    const one = await take(stand.place, 'one');
    stand.put('b.bin', 'c');
    stand.put('nest/n.bin', 'o');
    const two = await take(stand.place, 'two');
    const changes = await changesBetween(stand.place, one.tree, two.tree);
    expect(changes.map(({ path }) => path)).toEqual(['b.bin', 'nest/n.bin']);
    expect(rang(stand)).toBe(false);
  });
});
