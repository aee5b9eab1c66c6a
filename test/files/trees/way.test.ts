// The way of a tree: made, worked in, committed, set back, taken up, delivered, removed; and nothing of the user's is other afterwards.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layScratch, prepareDelivery } from '../../../trees/deliver.js';
import { land } from '../../../trees/land.js';
import { removeTree } from '../../../trees/remove.js';
import { setBack } from '../../../trees/set-back.js';
import { roomOf, showTrees } from '../../../trees/show.js';
import { takeUp } from '../../../trees/take-up.js';
import { AT, done, filesAt, knownFromSetup, opened, openStand, photograph, putIn, read, worked } from './stand.js';

describe('the way of a tree', () => {
  it('is made on a branch of its own, with a desk that git does not see', async () => {
    const stand = openStand();
    const before = photograph(stand);
    const tree = await opened(stand, 'S-1');
    expect(tree).toMatchObject({ kind: 'made', notes: [], cwd: tree.folder });
    expect(read(tree.folder, 'a.txt')).toBe('one\n');
    expect(stand.git(['status', '--porcelain'], tree.folder)).toBe('');
    expect(stand.git(['symbolic-ref', 'HEAD'], tree.folder)).toBe('refs/heads/millrace/S-1+1');
    expect(stand.git(['worktree', 'list'])).toContain(tree.folder);
    expect(readdirSync(join(tree.folder, '.millrace'))).toEqual(['.gitignore']);
    expect(photograph(stand)).toEqual(before);
    expect((await opened(stand, 'S-1')).kind).toBe('there');
  });

  it('a done task is one commit with what it changed, and is found again', async () => {
    const stand = openStand();
    const before = photograph(stand);
    const { folder } = await opened(stand, 's');
    putIn(folder, 'a.txt', 'two\n');
    putIn(folder, 'new/c.txt', 'c\n');
    const made = await done(stand, 's', { title: 'Say two', why: 'It was one.\n\nMillrace-Run: forged' });
    if (made.kind !== 'committed') throw new Error(JSON.stringify(made));
    expect(made).toMatchObject({ files: 2, left: [] });
    expect(filesAt(stand, made.commit)).toEqual({ 'a.txt': 'two', 'dir/b.txt': 'b', 'new/c.txt': 'c' });
    expect(stand.git(['log', '--format=%an <%ae>%n%B', '-1', made.commit])).toBe(
      'Ada <ada@example.org>\nSay two\n\nIt was one.\n\n Millrace-Run: forged\n\nMillrace-Task: T-1\nMillrace-Run: run-1\nMillrace-Root: s',
    );
    expect(stand.git(['status', '--porcelain'], folder)).toBe('');
    expect(stand.git(['rev-parse', 'HEAD'], folder)).toBe(made.commit);
    expect(await done(stand, 's')).toEqual({ ...made, kind: 'found' });
    expect(await done(stand, 's', { run: 'run-2' })).toEqual({ kind: 'nothing', left: [] });
    expect(photograph(stand)).toEqual(before);
    stand.git(['fsck', '--full', '--strict']);
  });

  it('is by whoever git says the user is in this repository', async () => {
    const stand = openStand();
    const { place, room, git } = stand;
    const by = async (root: string, more = place): Promise<string> =>
      git(['log', '-1', '--format=%an <%ae> %cn', await worked({ ...stand, place: more }, root, { [root]: 'x\n' })]);
    writeFileSync(join(room, 'work'), '[user]\n\tname = Grace\n\temail = grace@work.example\n');
    writeFileSync(join(room, '.gitconfig'), `[includeIf "gitdir:${room}/user/"]\n\tpath = ${room}/work\n`);
    expect(await by('conditional')).toBe('Grace <grace@work.example> Grace');
    git(['config', 'user.name', 'Local']);
    git(['config', 'user.email', 'local@example.org']);
    expect(await by('local')).toBe('Local <local@example.org> Local');
    rmSync(join(room, '.gitconfig'));
    git(['config', 'committer.name', 'Robot']);
    expect(await by('two')).toBe('Local <local@example.org> Robot');
    const env = { ...place.env, GIT_AUTHOR_NAME: 'Guest' };
    expect(await by('guest', { ...place, env })).toBe('Guest <local@example.org> Robot');
  });

  it('a blocked one leaves the branch as it was, and is taken up again', async () => {
    const stand = openStand();
    const { folder } = await opened(stand, 's');
    putIn(folder, 'a.txt', 'half\n');
    putIn(folder, 'new.txt', 'half\n');
    const back = await setBack(stand.place, 's', { run: 'run-1', at: AT });
    expect(back).toMatchObject({ kind: 'set_back', kept: { number: 1, run: 'run-1' } });
    expect(read(folder, 'a.txt')).toBe('one\n');
    expect(existsSync(join(folder, 'new.txt'))).toBe(false);
    expect(stand.git(['status', '--porcelain'], folder)).toBe('');
    expect(await setBack(stand.place, 's', { run: 'run-1', at: AT })).toEqual(back);
    const file = join(stand.room, 'old.patch');
    const up = { root: 's', number: 1, file };
    expect(await takeUp(stand.place, up)).toEqual({ kind: 'taken', how: 'as_it_was', aside: [] });
    expect([read(folder, 'a.txt'), read(folder, 'new.txt')]).toEqual(['half\n', 'half\n']);
    await setBack(stand.place, 's', { run: 'run-1', at: AT });
    await worked(stand, 's', { 'dir/b.txt': 'other\n' }, 'run-2');
    expect(await takeUp(stand.place, up)).toMatchObject({ kind: 'taken', how: 'merged' });
    expect([read(folder, 'a.txt'), read(folder, 'dir/b.txt')]).toEqual(['half\n', 'other\n']);
    await setBack(stand.place, 's', { run: 'run-1', at: AT });
    await worked(stand, 's', { 'a.txt': 'mine\n' }, 'run-3');
    expect(await takeUp(stand.place, up)).toEqual({ kind: 'difference', file, paths: ['a.txt'] });
    expect(read(stand.room, 'old.patch')).toContain('+half');
    expect(stand.git(['status', '--porcelain'], folder)).toBe('');
  });

  it('is delivered into the checkout of a person, which follows', async () => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n', 'n.txt': 'n\n' });
    writeFileSync(join(stand.user, 'dir/b.txt'), 'main moved on\n');
    stand.git(['commit', '-qam', 'main']);
    const ready = await prepareDelivery(stand.place, { root: 's', at: AT });
    if (ready.kind !== 'ready') throw new Error(JSON.stringify(ready));
    const scratch = await layScratch(stand.place, ready.delivery);
    expect([read(scratch, 'a.txt'), read(scratch, 'dir/b.txt')]).toEqual(['two\n', 'main moved on\n']);
    expect(await land(stand.place, ready.delivery)).toEqual({ kind: 'landed', folder: stand.user });
    expect(stand.git(['status', '--porcelain'])).toBe('');
    expect(filesAt(stand, 'main')).toEqual({ 'a.txt': 'two', 'dir/b.txt': 'main moved on', 'n.txt': 'n' });
    expect(read(stand.user, 'n.txt')).toBe('n\n');
    expect(await land(stand.place, ready.delivery)).toEqual({ kind: 'already' });
    expect(await prepareDelivery(stand.place, { root: 's', at: AT })).toMatchObject({ kind: 'taken', how: 'merged' });
  });

  it('goes when nothing in it is lost, and comes again with its branch', async () => {
    const stand = openStand({ files: { '.gitignore': 'made/\nown.log\n', 'a.txt': 'one\n' } });
    const { folder } = await opened(stand, 's');
    putIn(folder, 'made/x', 'x');
    putIn(folder, 'own.log', 'x');
    const asked = { root: 's', at: AT };
    knownFromSetup(stand, ['made']);
    expect(await removeTree(stand.place, asked)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('own.log'),
    });
    knownFromSetup(stand, ['made', 'own.log']);
    expect((await removeTree(stand.place, asked)).kind).toBe('removed');
    expect(existsSync(folder)).toBe(false);
    expect(stand.git(['worktree', 'list'])).not.toContain(folder);
    expect(stand.git(['branch', '--list', 'millrace/*'])).toContain('millrace/s');
    expect((await showTrees(stand.place)).map(({ state, commits }) => [state, commits])).toEqual([['gone', 0]]);
    expect((await opened(stand, 's')).kind).toBe('made');
    expect((await showTrees(stand.place)).map(({ state }) => state)).toEqual(['whole']);
    expect(await roomOf(folder, 3)).toMatchObject({ files: 3, whole: false });
    expect((await roomOf(folder)).whole).toBe(true);
  });
});
