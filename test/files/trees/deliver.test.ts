// What becomes of a branch where people take it from: it lands whole or not at all, wherever it was stopped.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Delivery, prepareDelivery } from '../../../trees/deliver.js';
import { land } from '../../../trees/land.js';
import { stack } from '../../../trees/stack.js';
import { AT, filesAt, opened, openStand, photograph, read, type Stand, worked } from './stand.js';

async function ready(stand: Stand, root = 's', into?: string): Promise<Delivery> {
  const prepared = await prepareDelivery(stand.place, { root, at: AT, ...(into !== undefined && { into }) });
  if (prepared.kind !== 'ready') throw new Error(JSON.stringify(prepared));
  return prepared.delivery;
}

const prepare = (stand: Stand) => prepareDelivery(stand.place, { root: 's', at: AT });

describe('a delivery', () => {
  it('goes to a branch that nobody has checked out, and is computed anew when that moved', async () => {
    const stand = openStand();
    expect(await opened(stand, 's').then(() => prepare(stand))).toEqual({ kind: 'nothing' });
    await worked(stand, 's', { 'a.txt': 'two\n' });
    stand.git(['switch', '-qc', 'mine']);
    const before = photograph(stand);
    const first = await ready(stand);
    expect(first.how).toBe('forward');
    stand.git(['worktree', 'add', '-q', join(stand.room, 'side'), 'main']);
    stand.git(['commit', '-q', '--allow-empty', '-m', 'main moved'], join(stand.room, 'side'));
    expect(await land(stand.place, first)).toMatchObject({ kind: 'moved' });
    stand.git(['worktree', 'remove', '--force', join(stand.room, 'side')]);
    const second = await ready(stand);
    expect(second.how).toBe('merge');
    expect(await land(stand.place, second)).toEqual({ kind: 'landed', folder: null });
    expect(filesAt(stand, 'main')['a.txt']).toBe('two');
    expect(stand.git(['log', '-1', '--format=%an %s %P', 'main'])).toBe(
      `Ada Merge millrace/s ${second.base} ${second.tip}`,
    );
    const after = photograph(stand);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed.filter((name) => !/^\.git\/(?:logs\/)?refs\/heads\/main$/.test(name))).toEqual([]);
  });

  it.each([
    [
      'changes',
      (stand: Stand) => stand.put('dir/b.txt', 'mine\n'),
      'changes',
      (stand: Stand) => stand.git(['checkout', '-q', '.']),
    ],
    [
      'a staged change',
      (stand: Stand) => (stand.put('new', 'x'), stand.git(['add', 'new'])),
      'new',
      (stand: Stand) => stand.git(['reset', '-q', '--hard']),
    ],
    [
      'a file that is in the way',
      (stand: Stand) => stand.put('n.txt', 'mine\n'),
      'n.txt',
      (stand: Stand) => stand.git(['clean', '-qf']),
    ],
    [
      'an unfinished merge',
      (stand: Stand) => stand.put('.git/MERGE_HEAD', `${stand.base().commit}\n`),
      'merge',
      (stand: Stand) => stand.git(['merge', '--abort']),
    ],
    [
      'a git at work',
      (stand: Stand) => stand.put('.git/index.lock', ''),
      'index.lock',
      (stand: Stand) => rm(stand, '.git/index.lock'),
    ],
    [
      'a git at work with the branch',
      (stand: Stand) => stand.put('.git/refs/heads/main.lock', ''),
      'main.lock',
      (stand: Stand) => rm(stand, '.git/refs/heads/main.lock'),
    ],
  ])('leaves a checkout with %s as it is', async (_name, does, says, undo) => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n', 'n.txt': 'n\n' });
    does(stand);
    const before = photograph(stand);
    const refused = await land(stand.place, await ready(stand));
    expect(refused.kind).toBe('refused');
    expect(JSON.stringify(refused)).toContain(says);
    expect(photograph(stand)).toEqual(before);
    undo(stand);
    expect(await land(stand.place, await ready(stand))).toMatchObject({ kind: 'landed' });
    expect(stand.git(['status', '--porcelain'])).toBe('');
  });

  it('in conflict says where, and changes nothing', async () => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n' });
    stand.put('a.txt', 'three\n');
    stand.git(['commit', '-qam', 'three']);
    const before = photograph(stand);
    expect(await prepare(stand)).toMatchObject({ kind: 'conflict', paths: ['a.txt'] });
    expect(photograph(stand)).toEqual(before);
  });

  it.each([
    ['merged', (stand: Stand) => stand.git(['merge', '-q', '--no-ff', '-m', 'm', 'millrace/s'])],
    [
      'squashed',
      (stand: Stand) => (stand.git(['merge', '-q', '--squash', 'millrace/s']), stand.git(['commit', '-qm', 'squash'])),
    ],
    ['squashed', (stand: Stand) => stand.git(['cherry-pick', 'main..millrace/s'])],
  ])('is known when a person did it: %s', async (how, does) => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n', 'n.txt': 'n\n' });
    stand.git(['commit', '-q', '--allow-empty', '-m', 'main moved']);
    does(stand);
    expect(await prepare(stand)).toMatchObject({ kind: 'taken', how });
    // Later work on the same lines.
    stand.put('a.txt', 'later\n');
    stand.git(['commit', '-qam', 'later']);
    expect(await prepare(stand)).toMatchObject({ kind: 'taken', how });
  });

  it('whose writing was cut off is done again from where the checkout was', async () => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n', 'n.txt': 'n\n' });
    const delivery = await ready(stand);
    const landing = { ...delivery, folder: stand.user, admin: join(stand.user, '.git') };
    for (const cut of [
      // Some files are there, one of them in part; the index is as it was.
      () => (stand.put('a.txt', 'two\n'), stand.put('n.txt', '')),
      // All is there but the branch.
      () => void stand.git(['read-tree', '-m', '-u', delivery.base, delivery.commit]),
    ]) {
      cut();
      writeFileSync(join(stand.place.dirs.state, 'landing.json'), JSON.stringify(landing));
      // Somebody is in the way of the second try: it goes back first.
      const lock = '.git/refs/heads/main.lock';
      stand.put(lock, '');
      expect((await land(stand.place, delivery)).kind).toBe('refused');
      expect(stand.git(['status', '--porcelain'])).toBe('');
      expect(read(stand.user, 'a.txt')).toBe('one\n');
      rm(stand, lock);
    }
    expect(await land(stand.place, delivery)).toEqual({ kind: 'landed', folder: stand.user });
    expect(stand.git(['status', '--porcelain'])).toBe('');
    expect(filesAt(stand, 'main')).toEqual({ 'a.txt': 'two', 'dir/b.txt': 'b', 'n.txt': 'n' });
  });
});

describe('a base that holds other work', () => {
  it('is that branch, or a merge of all, or says which two do not go together', async () => {
    const stand = openStand();
    const first = await worked(stand, 'one', { 'a.txt': 'one was here\n' });
    const asked = { root: 's', base: stand.base(), at: AT };
    expect(await stack(stand.place, { ...asked, roots: ['one', 'none'] })).toMatchObject({
      base: { commit: first },
      holds: ['millrace/one'],
    });
    await worked(stand, 'two', { 'dir/b.txt': 'two was here\n' });
    const both = await stack(stand.place, { ...asked, roots: ['one', 'two'] });
    if (both.kind !== 'base') throw new Error(JSON.stringify(both));
    expect(filesAt(stand, both.base.commit)).toEqual({ 'a.txt': 'one was here', 'dir/b.txt': 'two was here' });
    expect(await stack(stand.place, { ...asked, roots: ['one', 'two'] })).toEqual(both);
    const { folder } = await opened(stand, 's', { base: both.base });
    expect(read(folder, 'dir/b.txt')).toBe('two was here\n');
    await worked(stand, 'three', { 'a.txt': 'three was here\n' });
    const conflict = await stack(stand.place, { ...asked, roots: ['one', 'three'] });
    expect(conflict).toEqual({ kind: 'conflict', branch: 'millrace/three', paths: ['a.txt'] });
  });
});

function rm({ user }: Stand, file: string): void {
  rmSync(join(user, file));
}
