// A repository that is told to start programs wherever git can be told to: none is, whatever is done with trees; and each is shown to fire with plain git.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layScratch, prepareDelivery } from '../../../trees/deliver.js';
import { fit } from '../../../trees/fit.js';
import { land } from '../../../trees/land.js';
import { removeTree } from '../../../trees/remove.js';
import { setBack } from '../../../trees/set-back.js';
import { stack } from '../../../trees/stack.js';
import { takeUp } from '../../../trees/take-up.js';
import { AT, done, filesAt, opened, openStand, photograph, putIn, read, type Stand, worked } from './stand.js';

const HOOKS = [
  'reference-transaction',
  'post-checkout',
  'post-index-change',
  'pre-commit',
  'post-commit',
  'post-merge',
];

const IN_YEARS = new Date('2090-01-01T00:00:00Z');

/** Each program leaves its name in a file. */
function sprung(): Stand {
  const files = { 'a.txt': 'one\n2\n3\n4\n5\n', 'media.bin': 'pointer\n', '.gitattributes': '' };
  const stand = openStand({ files: { ...files, '.gitattributes': '*.bin filter=lfs\n*.txt merge=evil diff=evil\n' } });
  const program = (name: string): string => {
    const file = join(stand.room, name);
    writeFileSync(file, `#!/bin/sh\necho ${name} >>'${join(stand.room, 'alarm')}'\n`, { mode: 0o755 });
    return file;
  };
  // Git compares a file that may have changed in the moment in which its index was written, and takes it through its filter for that.
  utimesSync(join(stand.user, 'media.bin'), IN_YEARS, IN_YEARS);
  stand.git(['update-index', '--refresh']);
  mkdirSync(join(stand.user, 'hooks'));
  for (const hook of HOOKS) {
    writeFileSync(join(stand.user, 'hooks', hook), `#!/bin/sh\n${program(hook)}\n`);
    chmodSync(join(stand.user, 'hooks', hook), 0o755);
  }
  stand.put(
    'settings',
    `[merge "evil"]\n\tdriver = ${program('driver')}\n[filter "lfs"]\n\tsmudge = ${program('smudge')}\n\tclean = ${program('clean')}\n`,
  );
  stand.put('.git/info/exclude', 'hooks\nsettings\n');
  const set = (key: string, value: string): string => stand.git(['config', key, value]);
  set('gpg.program', program('gpg'));
  set('commit.gpgSign', 'true');
  set('diff.evil.textconv', program('textconv'));
  set('diff.external', program('external'));
  set('core.fsmonitor', program('fsmonitor'));
  set('include.path', '../settings');
  set('core.hooksPath', 'hooks');
  return stand;
}

const alarms = ({ room }: Stand): string[] =>
  existsSync(join(room, 'alarm')) ? [...new Set(read(room, 'alarm').trim().split('\n'))].sort() : [];

/** A program that says nothing of what it is asked is one that was started. */
function tried(stand: Stand, args: string[]): void {
  try {
    stand.git(args);
  } catch {
    // It was.
  }
}

async function everything(stand: Stand): Promise<void> {
  expect((await fit(stand.place)).kind).toBe('fits');
  await worked(stand, 'other', { 'a.txt': 'one\n2\n3\n4\nfive\n' }, 'run-0');
  const stacked = await stack(stand.place, { root: 's', base: stand.base(), roots: [{ root: 'other' }], at: AT });
  if (stacked.kind !== 'base') throw new Error(JSON.stringify(stacked));
  const { folder } = await opened(stand, 's');
  putIn(folder, 'a.txt', 'ONE\n2\n3\n4\n5\n');
  expect((await done(stand, 's')).kind).toBe('committed');
  const both = { root: 't', base: stand.base(), roots: [{ root: 'other' }, { root: 's' }], at: AT };
  const merge = await stack(stand.place, both);
  if (merge.kind !== 'base') throw new Error(JSON.stringify(merge));
  expect(merge.roots.map(({ branch, how }) => [branch, how])).toEqual([
    ['millrace/other', 'held'],
    ['millrace/s', 'held'],
  ]);
  expect(filesAt(stand, merge.base.commit)['a.txt']).toBe('ONE\n2\n3\n4\nfive');
  putIn(folder, 'a.txt', 'half\n');
  expect((await setBack(stand.place, 's', { run: 'r', at: AT })).kind).toBe('set_back');
  expect((await takeUp(stand.place, { root: 's', number: 1, file: join(stand.room, 'p') })).kind).toBe('taken');
  for (const root of ['s', 'other']) {
    const ready = await prepareDelivery(stand.place, { root, at: AT });
    if (ready.kind !== 'ready') throw new Error(JSON.stringify(ready));
    await layScratch(stand.place, ready.delivery);
    expect((await land(stand.place, ready.delivery)).kind).toBe('landed');
  }
  expect(read(stand.user, 'a.txt')).toBe('ONE\n2\n3\n4\nfive\n');
  expect((await removeTree(stand.place, { root: 's', at: AT })).kind).toBe('removed');
}

describe('a hostile repository', () => {
  it('starts nothing of its own with ours, and all of it with plain git', async () => {
    const stand = sprung();
    const config = readFileSync(join(stand.user, '.git', 'config'), 'utf8');
    await everything(stand);
    expect(alarms(stand)).toEqual([]);
    expect(stand.git(['-c', 'core.fsmonitor=false', 'config', '--get', 'gpg.program'])).toContain('gpg');
    expect(readFileSync(join(stand.user, '.git', 'config'), 'utf8')).toBe(config);
    tried(stand, ['worktree', 'add', '-q', '-b', 'side', join(stand.room, 'side')]);
    tried(stand, ['commit', '-q', '--allow-empty', '-m', 'x']);
    tried(stand, ['-c', 'commit.gpgSign=false', 'commit', '-q', '--allow-empty', '-m', 'x']);
    stand.put('a.txt', 'ONE\n2\nTHREE\n4\nfive\n');
    tried(stand, ['diff', '--ext-diff']);
    tried(stand, ['-c', 'diff.external=', 'log', '-p', '-1', 'millrace/s']);
    tried(stand, ['-c', 'commit.gpgSign=false', 'commit', '-qam', 'x']);
    tried(stand, ['merge', '--no-gpg-sign', '-q', '-m', 'x', 'side']);
    tried(stand, ['-c', 'commit.gpgSign=false', 'checkout', '-q', '-b', 'conflict', 'millrace/other~1']);
    stand.put('a.txt', 'ein\n2\n3\n4\n5\n');
    tried(stand, ['-c', 'commit.gpgSign=false', 'commit', '-qam', 'x']);
    tried(stand, ['merge', '--no-gpg-sign', '-q', '-m', 'x', 'millrace/other']);
    tried(stand, ['merge', '--no-gpg-sign', '-q', '-m', 'x', '--no-ff', 'side']);
    const plain = alarms(stand);
    const missing = ['driver', 'smudge', 'clean', 'gpg', 'external', 'fsmonitor', ...HOOKS].filter(
      (one) => !plain.includes(one),
    );
    expect(missing).toEqual([]);
  });

  it('signs with what its user says, and with nothing that the repository says', async () => {
    const stand = openStand();
    const signer = (name: string): string => {
      const file = join(stand.room, name);
      const answer = `printf '\\n[GNUPG:] SIG_CREATED \\n' >&2; echo 'signed by ${name}'; cat >/dev/null`;
      writeFileSync(file, `#!/bin/sh\n${answer}\n`, { mode: 0o755 });
      return file;
    };
    stand.git(['config', 'gpg.program', signer('theirs')]);
    stand.git(['config', '--global', 'commit.gpgSign', 'true']);
    stand.git(['config', '--global', 'gpg.program', signer('mine')]);
    const commit = await worked(stand, 's', { 'a.txt': 'two\n' });
    expect(stand.git(['cat-file', 'commit', commit])).toContain('signed by mine');
    stand.git(['config', '--global', 'gpg.program', '/bin/false']);
    putIn((await opened(stand, 's')).folder, 'a.txt', 'three\n');
    expect(await done(stand, 's', { run: 'run-2' })).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('signed'),
    });
    expect(stand.git(['rev-parse', 'millrace/s'])).toBe(commit);
  });

  it('with secrets behind a filter works in place, also when the filter appears later: no commit holds one in the clear', async () => {
    const stand = openStand({ files: { '.gitattributes': '*.key filter=git-crypt\n', 'a.key': 'cipher\n' } });
    expect(await fit(stand.place)).toMatchObject({ kind: 'in_place', why: expect.stringContaining('git-crypt') });
    const later = openStand();
    const { folder } = await opened(later, 's');
    putIn(later.user, '.git/info/attributes', '*.key filter=git-crypt\n');
    putIn(folder, 'new.key', 'SECRET\n');
    expect(await done(later, 's')).toMatchObject({ kind: 'refused', why: expect.stringContaining('git-crypt') });
    const all = later.git(['cat-file', '--batch-all-objects', '--batch-check']).split('\n');
    const blobs = all
      .filter((line) => line.includes(' blob '))
      .map((line) => later.git(['cat-file', 'blob', line.split(' ')[0] ?? '']));
    expect(blobs.filter((text) => text.includes('SECRET'))).toEqual([]);
    expect(later.git(['rev-parse', 'millrace/s'])).toBe(later.git(['rev-parse', 'main']));
  });

  it('with media that are kept elsewhere takes no whole file into a commit', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n';
    const stand = openStand({ files: { '.gitattributes': '*.bin filter=lfs\n', 'a.bin': pointer, 'a.txt': 'a\n' } });
    expect(await fit(stand.place)).toMatchObject({ kind: 'fits', notes: [expect.stringContaining('git-lfs')] });
    const { folder } = await opened(stand, 's');
    expect(read(folder, 'a.bin')).toBe(pointer);
    putIn(folder, 'a.txt', 'b\n');
    expect((await done(stand, 's')).kind).toBe('committed');
    putIn(folder, 'b.bin', 'all of it\n');
    expect(await done(stand, 's', { run: 'run-2' })).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('b.bin'),
    });
  });

  it('is refused for media and for a filter that lie under a name which is no text', async () => {
    const stand = openStand({ files: { '.gitattributes': '*.bin filter=lfs\n', 'a.txt': 'a\n' } });
    const { folder } = await opened(stand, 's');
    const odd = (name: string): Buffer => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
    writeFileSync(odd('\xe9.bin'), 'all of it\n');
    expect(await done(stand, 's')).toMatchObject({ kind: 'refused', why: expect.stringContaining('git-lfs') });
    rmSync(odd('\xe9.bin'));
    mkdirSync(odd('\xe9'));
    writeFileSync(odd('\xe9/.gitattributes'), '*.key filter=crypt\n');
    expect(await done(stand, 's')).toMatchObject({ kind: 'refused', why: expect.stringContaining('filter=crypt') });
  });

  it('loses nothing that lies in a folder which is no text', async () => {
    const stand = openStand({ files: { 'a.txt': 'a\n', '.gitignore': '*.log\n' } });
    const { folder } = await opened(stand, 's');
    const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('\xe9', 'latin1')]);
    mkdirSync(odd);
    writeFileSync(Buffer.concat([odd, Buffer.from('/own.log')]), 'mine\n');
    const asked = { root: 's', at: AT };
    expect(await removeTree(stand.place, asked)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('xe9'),
    });
  });

  it('is byte for byte what it was, stash and index and all', async () => {
    const stand = openStand();
    stand.put('a.txt', 'stashed\n');
    stand.git(['stash', '-q']);
    stand.put('dir/b.txt', 'staged\n');
    stand.git(['add', '-A']);
    stand.put('a.txt', 'not staged\n');
    stand.put('untracked', 'x');
    stand.git(['branch', 'feature']);
    stand.git(['tag', 'v1']);
    const before = photograph(stand);
    await worked(stand, 's', { 'c.txt': 'c\n' });
    const ready = await prepareDelivery(stand.place, { root: 's', at: AT });
    if (ready.kind !== 'ready') throw new Error(JSON.stringify(ready));
    expect(await land(stand.place, ready.delivery)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('changes'),
    });
    await removeTree(stand.place, { root: 's', at: AT });
    expect(photograph(stand)).toEqual(before);
  });
});
