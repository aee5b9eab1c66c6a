// What a commit holds, and what it does not: exactly the work of its task, and nothing that a checkpoint does not hold goes from the branch.
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { quick, slow } from '../../support/tier.js';
import { commitTask } from '../../../trees/commit-task.js';
import { letGoOfKept } from '../../../trees/keep.js';
import { readRecord, type TreeRecord } from '../../../trees/record.js';
import { repositoryOf, type UserRepository } from '../../../trees/repository.js';
import { setBack } from '../../../trees/set-back.js';
import { takeUp } from '../../../trees/take-up.js';
import { AT, done, filesAt, opened, openStand, putIn, read, recordedTree, worked } from './stand.js';

describe('a commit', () => {
  quick(
    'in a subfolder: agents work there, and the whole tree counts; what the runtime shows stays as the branch has it',
    async () => {
      const files = { 'top.txt': 't\n', 'pkg/a.txt': 'a\n', 'pkg/millrace-agents/millrace.toml': 'mode = 1\n' };
      const stand = openStand({ inside: 'pkg', files });
      const { folder, cwd } = await opened(stand, 's');
      expect(cwd).toBe(join(folder, 'pkg'));
      expect(existsSync(join(cwd, '.millrace/.gitignore'))).toBe(true);
      putIn(cwd, 'a.txt', 'b\n');
      putIn(folder, 'top.txt', 'u\n');
      putIn(cwd, 'millrace-agents/millrace.toml', 'mode = 2\n');
      putIn(cwd, '.millrace/note.md', 'note\n');
      const made = await done(stand, 's');
      expect(made).toMatchObject({ kind: 'committed', files: 2 });
      expect(filesAt(stand, 'millrace/s')).toEqual({
        'top.txt': 'u',
        'pkg/a.txt': 'b',
        'pkg/millrace-agents/millrace.toml': 'mode = 1',
      });
    },
  );

  quick('holds no copy of what the operator gave the tree', async () => {
    const stand = openStand();
    stand.put('.env', 'KEY=1\n');
    const { folder } = await opened(stand, 's', { copy: ['.env', 'not-there'] });
    expect(read(folder, '.env')).toBe('KEY=1\n');
    putIn(folder, 'a.txt', 'two\n');
    await done(stand, 's');
    expect(Object.keys(filesAt(stand, 'millrace/s'))).toEqual(['a.txt', 'dir/b.txt']);
    stand.put('.env', 'KEY=2\n');
    expect((await opened(stand, 's', { copy: ['.env'] })).notes).toEqual([]);
    expect(read(folder, '.env')).toBe('KEY=2\n');
    putIn(folder, '.env', 'of an agent\n');
    stand.put('.env', 'KEY=3\n');
    await opened(stand, 's', { copy: ['.env'] });
    expect(read(folder, '.env')).toBe('of an agent\n');
  });

  quick('keeps submodules, files that are ignored and yet there, and files that are too large', async () => {
    const stand = openStand({
      files: { '.gitignore': '*.log\n', 'a.txt': 'a\n', 'big.dat': 'x'.repeat(2 * 1024 * 1024) },
    });
    stand.put('kept.log', 'log\n');
    stand.git(['add', '-f', 'kept.log']);
    mkdirSync(join(stand.room, 'other'));
    stand.git(['init', '-q'], join(stand.room, 'other'));
    stand.git(['commit', '-q', '--allow-empty', '-m', 'm'], join(stand.room, 'other'));
    stand.git(['submodule', '--quiet', 'add', join(stand.room, 'other'), 'sub']);
    stand.git(['commit', '-qm', 'two']);
    const small = { ...stand, place: { ...stand.place, checkpoints: { max_file_mb: 1 } } };
    const { folder } = await opened(small, 's');
    expect(readdirSync(join(folder, 'sub'))).toEqual([]);
    putIn(folder, 'sub/x', 'x\n');
    putIn(folder, 'a.txt', 'b\n');
    putIn(folder, 'new.dat', 'y'.repeat(2 * 1024 * 1024));
    const made = await done(small, 's');
    expect(made).toMatchObject({ kind: 'committed', files: 1, left: ['big.dat', 'new.dat', 'sub'] });
    expect(stand.git(['diff', '--name-status', 'main', 'millrace/s'])).toBe('M\ta.txt');
    putIn(folder, 'big.dat', 'z'.repeat(2 * 1024 * 1024));
    const back = await setBack(small.place, 's', { run: 'r', at: AT });
    expect(read(folder, 'big.dat')).toBe('x'.repeat(2 * 1024 * 1024));
    expect(existsSync(join(folder, 'new.dat'))).toBe(false);
    const aside = back.kind === 'set_back' ? (back.kept?.aside ?? []) : [];
    expect(aside.map(({ path }) => path).sort()).toEqual(['big.dat', 'new.dat']);
    expect(aside.map(({ to }) => read(to, '.').length)).toEqual([2 * 1024 * 1024, 2 * 1024 * 1024]);
  });

  quick('is made of the checkpoint, whatever happens to the tree meanwhile', async () => {
    const stand = openStand();
    const { folder } = await opened(stand, 's');
    putIn(folder, 'a.txt', 'task\n');
    const checkpoint = await recordedTree(stand, 's');
    putIn(folder, 'a.txt', 'later\n');
    await done(stand, 's', { checkpoint });
    expect(filesAt(stand, 'millrace/s')['a.txt']).toBe('task');
    expect(stand.git(['status', '--porcelain'], folder)).toBe(' M a.txt');
  });

  slow('goes on from what somebody committed, and stands alone when somebody moved the branch back', async () => {
    const stand = openStand();
    const { folder } = await opened(stand, 's');
    putIn(folder, 'a.txt', 'by hand\n');
    stand.git(['commit', '-qam', 'by hand'], folder);
    putIn(folder, 'dir/b.txt', 'task\n');
    expect(await done(stand, 's')).toMatchObject({ kind: 'committed', files: 1 });
    expect(stand.git(['log', '--format=%s', 'main..millrace/s'])).toBe('Do it\nby hand');
    stand.git(['update-ref', 'refs/heads/millrace/s', 'main']);
    expect(await done(stand, 's', { run: 'run-2' })).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('rewritten'),
    });
  });

  quick('waits for a git that is at work, and passes over what a dead one left', async () => {
    const stand = openStand();
    const { folder } = await opened(stand, 's');
    putIn(folder, 'a.txt', 'two\n');
    const lock = join(stand.user, '.git/refs/heads/millrace/s.lock');
    writeFileSync(lock, '');
    expect(await done(stand, 's')).toMatchObject({ kind: 'refused', todo: expect.stringContaining(lock) });
    utimesSync(lock, 1, 1);
    expect((await done(stand, 's')).kind).toBe('committed');
  });

  quick('says why it cannot be made where there is no tree', async () => {
    const { place } = openStand();
    const asked = {
      root: 'none',
      task: 'T',
      run: 'r',
      title: '',
      why: '',
      at: AT,
      checkpoint: { tree: '', omitted: [] },
    };
    expect((await commitTask(place, asked)).kind).toBe('refused');
  });
});

describe('kept work', () => {
  slow('is let go of, and two kinds of it stand beside each other', async () => {
    const stand = openStand();
    const { folder } = await opened(stand, 's');
    for (const run of ['r1', 'r2']) {
      putIn(folder, 'a.txt', `${run}\n`);
      await setBack(stand.place, 's', { run, at: AT });
    }
    const record = (): TreeRecord => readRecord(stand.place, 's') as TreeRecord;
    expect(record().kept.map(({ number, run }) => [number, run])).toEqual([
      [1, 'r1'],
      [2, 'r2'],
    ]);
    putIn(folder, 'a.txt', 'of somebody\n');
    const up = { root: 's', number: 1, file: join(stand.room, 'p') };
    expect(await takeUp(stand.place, up)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('other work'),
    });
    await letGoOfKept(stand.place, repositoryOf(stand.place) as UserRepository, record(), 1);
    expect((await takeUp(stand.place, up)).kind).toBe('refused');
  });

  slow('with names and kinds of any sort comes back as it was', async () => {
    const stand = openStand();
    const { folder } = await opened(stand, 's');
    stand.git(['init', '-q', 'nest'], folder);
    putIn(folder, 'nest/x', 'x\n');
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/odd-`), Buffer.from([0xff, 0x0a])]), 'odd\n');
    writeFileSync(join(folder, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
    await setBack(stand.place, 's', { run: 'r', at: AT });
    // Of a repository within the tree what is no file of it stays.
    expect(stand.git(['status', '--porcelain'], folder)).toBe('?? nest/');
    await takeUp(stand.place, { root: 's', number: 1, file: join(stand.room, 'p') });
    expect((await done(stand, 's')).kind).toBe('committed');
    const names = stand.git(['ls-tree', '-r', 'millrace/s']);
    expect(names).toContain('100755');
    expect(names).toContain('nest/x');
    expect(names).toContain('\\377');
    expect(await worked(stand, 's', { 'z.txt': 'z\n' }, 'run-9')).toHaveLength(40);
  });
});
