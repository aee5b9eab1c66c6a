// What somebody, or a death, does to a tree: the next opening puts it right, or says what is in the way and what to do. Work is never lost.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { quick, slow } from '../../support/tier.js';
import { gitEnvironment } from '../../../checkpoints/environment.js';
import { adminOf } from '../../../trees/link.js';
import { type OpenedTree, openTree } from '../../../trees/open.js';
import { placeOfTree } from '../../../trees/place.js';
import { keepRecord, readRecord, type TreeRecord } from '../../../trees/record.js';
import { repositoryOf } from '../../../trees/repository.js';
import { removeTree } from '../../../trees/remove.js';
import { showTrees } from '../../../trees/show.js';
import { AT, done, opened, openStand, putIn, read, recordedTree, type Stand, worked } from './stand.js';

interface Case {
  name: string;
  does: (stand: Stand, tree: OpenedTree, admin: string) => void | Promise<void>;
  kind: 'healed' | 'there' | 'refused';
  says?: string;
  /** What a.txt holds then; absent = what the agent wrote last. */
  holds?: string;
  /** What a person does then; the tree opens. */
  todo?: (stand: Stand, tree: OpenedTree, admin: string) => void;
}

const LONG_AGO = new Date('2026-01-01T00:00:00Z');

const CASES: Case[] = [
  {
    name: 'the folder is deleted',
    does: (_s, { folder }) => rmSync(folder, { recursive: true }),
    kind: 'healed',
    says: 'laid anew',
    holds: 'one\n',
  },
  {
    name: 'the folder is moved by hand',
    does: (_s, { folder }) => renameSync(folder, `${folder}.elsewhere`),
    kind: 'healed',
    says: 'laid anew',
    holds: 'one\n',
  },
  {
    name: 'the folder is deleted, and git forgets it',
    does(stand, { folder }) {
      rmSync(folder, { recursive: true });
      stand.git(['worktree', 'prune']);
    },
    kind: 'healed',
    says: 'laid anew',
    holds: 'one\n',
  },
  {
    name: 'its .git is deleted',
    does: (_s, { folder }) => rmSync(join(folder, '.git')),
    kind: 'healed',
    says: 'did not know',
  },
  {
    name: 'its link is deleted',
    does: (_s, _t, admin) => rmSync(admin, { recursive: true }),
    kind: 'healed',
    says: 'did not know',
  },
  {
    name: 'an agent begins a repository of its own there',
    does(stand, { folder }) {
      rmSync(join(folder, '.git'));
      stand.git(['init', '-q'], folder);
      stand.git(['config', 'core.fsmonitor', '/bin/false'], folder);
    },
    kind: 'healed',
    says: 'did not know',
  },
  {
    name: 'a link is half written',
    does(_s, { folder }, admin) {
      rmSync(join(admin, 'gitdir'));
      rmSync(join(admin, 'index'));
      rmSync(join(folder, '.git'));
    },
    kind: 'healed',
    says: 'did not know',
  },
  { name: 'its index is deleted', does: (_s, _t, admin) => rmSync(join(admin, 'index')), kind: 'there' },
  {
    name: 'a dead git left a lock in it',
    does(_s, _t, admin) {
      writeFileSync(join(admin, 'index.lock'), '');
      utimesSync(join(admin, 'index.lock'), LONG_AGO, LONG_AGO);
    },
    kind: 'there',
  },
  {
    name: 'a git is at work in it',
    does: (_s, _t, admin) => writeFileSync(join(admin, 'index.lock'), ''),
    kind: 'refused',
    says: 'lock',
    todo: (_s, _t, admin) => rmSync(join(admin, 'index.lock')),
  },
  {
    name: 'it is locked',
    does: (stand, { folder }) => void stand.git(['worktree', 'lock', '--reason', 'mine', folder]),
    kind: 'there',
  },
  {
    name: 'its branch is deleted',
    does: (stand) => void stand.git(['update-ref', '-d', 'refs/heads/millrace/s']),
    kind: 'healed',
    says: 'is where it was',
  },
  {
    name: 'the lock of its branch is left, and the branch is gone',
    does(stand) {
      stand.git(['update-ref', '-d', 'refs/heads/millrace/s']);
      const lock = join(stand.user, '.git/refs/heads/millrace/s.lock');
      mkdirSync(join(lock, '..'), { recursive: true });
      writeFileSync(lock, '');
      utimesSync(lock, LONG_AGO, LONG_AGO);
    },
    kind: 'healed',
    says: 'is where it was',
  },
  {
    name: 'somebody commits in it',
    does: (stand, { folder }) => void stand.git(['commit', '-qam', 'by hand'], folder),
    kind: 'healed',
    says: 'added commits',
  },
  {
    name: 'somebody leaves the branch for one of his own that goes on from it',
    does(stand, { folder }) {
      stand.git(['switch', '-qc', 'mine'], folder);
      stand.git(['commit', '-qam', 'mine'], folder);
    },
    kind: 'healed',
    says: 'back on it, with its files',
  },
  {
    name: 'somebody checks out other work in it',
    does(stand, { folder }) {
      stand.git(['checkout', '-q', '--orphan', 'mine'], folder);
      stand.git(['commit', '-qam', 'mine'], folder);
    },
    kind: 'healed',
    says: 'what lay there is kept',
    holds: 'one\n',
  },
  {
    name: 'somebody rewrites its branch',
    async does(stand, { folder }) {
      await done(stand, 's');
      stand.git(['commit', '-q', '--amend', '-m', 'other'], folder);
    },
    kind: 'refused',
    says: 'rewrote',
    todo: (stand, tree) => void stand.git(['reset', '-q', 'HEAD@{1}'], tree.folder),
  },
  {
    name: 'its branch is checked out elsewhere',
    does(stand, { folder }) {
      renameSync(folder, `${folder}.aside`);
      stand.git(['worktree', 'add', '-qf', join(stand.room, 'elsewhere'), 'millrace/s']);
      renameSync(`${folder}.aside`, folder);
    },
    kind: 'refused',
    says: 'elsewhere',
    todo: (stand) => void stand.git(['switch', '-q', '--detach'], join(stand.room, 'elsewhere')),
  },
  {
    name: 'a link stands in the place of the folder in which git knows trees',
    does({ user, room }) {
      renameSync(join(user, '.git/worktrees'), join(room, 'elsewhere'));
      symlinkSync(join(room, 'elsewhere'), join(user, '.git/worktrees'));
    },
    kind: 'refused',
    says: '.git/worktrees is no folder',
    todo({ user, room }) {
      rmSync(join(user, '.git/worktrees'));
      renameSync(join(room, 'elsewhere'), join(user, '.git/worktrees'));
    },
  },
  {
    name: 'a link stands in the place of our folder in its repository',
    does({ user }) {
      rmSync(join(user, '.git/millrace'), { recursive: true });
      symlinkSync('/nowhere', join(user, '.git/millrace'));
    },
    kind: 'refused',
    says: '.git/millrace is no folder',
    todo: ({ user }) => rmSync(join(user, '.git/millrace')),
  },
  {
    name: 'its record is damaged',
    does: (stand) => writeFileSync(join(stand.place.dirs.state, 'trees/s.json'), '{'),
    kind: 'healed',
    says: 'moved aside',
    holds: 'one\n',
  },
];

const adminIn = (stand: Stand, folder: string): string => {
  const repository = repositoryOf(stand.place);
  if (repository === null) throw new Error('no repository');
  return adminOf(repository, folder);
};

/** The others are as long, and run in the long tier. */
const QUICK = new Set([
  ...['the folder is deleted', 'a link is half written', 'a git is at work in it', 'somebody rewrites its branch'],
  'somebody checks out other work in it',
]);

describe('a tree of which', () => {
  for (const one of CASES) (QUICK.has(one.name) ? quick : slow)(one.name, () => check(one));

  async function check({ does, kind, says, holds, todo }: Case): Promise<void> {
    const stand = openStand();
    const tree = await opened(stand, 's');
    const admin = adminIn(stand, tree.folder);
    putIn(tree.folder, 'a.txt', 'two\n');
    await does(stand, tree, admin);
    const again = () => openTree(stand.place, { root: 's', base: stand.base(), at: AT });
    const first = await again();
    const kindOf = first.kind === 'made' ? 'healed' : first.kind;
    expect(kindOf).toBe(kind);
    expect(first.kind === 'refused' ? `${first.why} ${first.todo}` : first.notes.join(' ')).toContain(says ?? '');
    todo?.(stand, tree, admin);
    const last = await again();
    expect(last.kind).toBe('there');
    expect(read(tree.folder, 'a.txt')).toBe(holds ?? 'two\n');
    expect(stand.git(['rev-parse', '--abbrev-ref', 'HEAD'], tree.folder)).toBe('millrace/s');
    expect((await showTrees(stand.place)).map(({ state }) => state)).toEqual(['whole']);
    if (says?.includes('is kept') === true) expect(readRecord(stand.place, 's')?.kept).toHaveLength(1);
    stand.git(['status', '--porcelain'], tree.folder);
    stand.git(['fsck'], tree.folder);
  }

  quick('files that were lost with the folder are laid as they were recorded', async () => {
    const stand = openStand();
    const { folder } = await opened(stand, 's');
    putIn(folder, 'a.txt', 'half\n');
    const { tree } = await recordedTree(stand, 's');
    rmSync(folder, { recursive: true });
    await opened(stand, 's', { files: tree });
    expect(read(folder, 'a.txt')).toBe('half\n');
    expect(stand.git(['status', '--porcelain'], folder)).toBe(' M a.txt');
  });

  quick('files were being laid goes on with that', async () => {
    const stand = openStand();
    const commit = await worked(stand, 's', { 'a.txt': 'two\n', 'n.txt': 'n\n' });
    const { folder } = await opened(stand, 's');
    const record = readRecord(stand.place, 's') as TreeRecord;
    const [from, to] = [stand.git(['rev-parse', `${commit}^{tree}`]), stand.git(['rev-parse', 'main^{tree}'])];
    rmSync(join(folder, 'n.txt'));
    keepRecord(stand.place, { ...record, laying: { from, to } });
    await opened(stand, 's');
    expect([read(folder, 'a.txt'), existsSync(join(folder, 'n.txt'))]).toEqual(['one\n', false]);
    expect(readRecord(stand.place, 's')?.laying).toBeUndefined();
  });

  quick('files were being laid ends the git of a dead worker that still does it, and nobody else', async () => {
    const stand = openStand();
    const { folder, record } = await opened(stand, 's');
    const to = stand.git(['rev-parse', 'main^{tree}']);
    keepRecord(stand.place, { ...record, laying: { from: to, to } });
    const program = join(stand.room, 'git');
    copyFileSync(execFileSync('sh', ['-c', 'command -v sleep'], { encoding: 'utf8' }).trim(), program);
    const ours = gitEnvironment(placeOfTree(stand.place, record), folder);
    const start = (env: Record<string, string>): ChildProcess => spawn(program, ['60'], { env, stdio: 'ignore' });
    const left = start(ours);
    const [other, person] = [start({ ...ours, GIT_WORK_TREE: stand.user }), start({ GIT_WORK_TREE: folder })];
    const ended = new Promise((resolve) => left.on('exit', (_code, signal) => resolve(signal)));
    // Its environment is there once it runs.
    await Promise.all([left, other, person].map((child) => new Promise((resolve) => child.on('spawn', resolve))));
    await opened(stand, 's');
    expect(await ended).toBe('SIGKILL');
    expect([other.exitCode, other.signalCode, person.exitCode, person.signalCode]).toEqual([null, null, null, null]);
    for (const child of [other, person]) child.kill('SIGKILL');
  });

  quick('somebody locked it stays until it is unlocked', async () => {
    const stand = openStand();
    const { folder } = await opened(stand, 's');
    stand.git(['worktree', 'lock', '--reason', 'mine', folder]);
    const remove = () => removeTree(stand.place, { root: 's', at: AT });
    expect(await remove()).toMatchObject({ kind: 'refused', why: expect.stringContaining('mine') });
    stand.git(['worktree', 'unlock', folder]);
    expect((await remove()).kind).toBe('removed');
    expect((await remove()).kind).toBe('absent');
  });
});
