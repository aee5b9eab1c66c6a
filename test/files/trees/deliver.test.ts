// What becomes of a branch where people take it from: it lands whole or not at all, wherever it was stopped.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { quick, slow } from '../../support/tier.js';
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

interface AtWork {
  does: (stand: Stand) => void;
  says: string;
  undo: (stand: Stand) => void;
}

const AT_WORK: AtWork[] = [
  {
    does: ({ put }) => put('dir/b.txt', 'mine\n'),
    says: 'There are changes',
    undo: ({ git }) => void git(['checkout', '-q', '.']),
  },
  {
    does({ put, git }) {
      put('staged', 'x');
      git(['add', 'staged']);
    },
    says: 'staged',
    undo: ({ git }) => void git(['reset', '-q', '--hard']),
  },
  { does: ({ put }) => put('n.txt', 'mine\n'), says: 'n.txt lies in', undo: ({ git }) => void git(['clean', '-qf']) },
  {
    does: ({ put, base }) => put('.git/MERGE_HEAD', `${base().commit}\n`),
    says: 'a merge',
    undo: ({ git }) => void git(['merge', '--abort']),
  },
  { does: ({ put }) => put('.git/index.lock', ''), says: 'index.lock', undo: (stand) => rm(stand, '.git/index.lock') },
  {
    does: ({ put }) => put('.git/refs/heads/main.lock', ''),
    says: 'main.lock',
    undo: (stand) => rm(stand, '.git/refs/heads/main.lock'),
  },
];

describe('a delivery', () => {
  quick('goes to a branch that nobody has checked out, and is computed anew when that moved', async () => {
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

  quick('leaves a checkout in which a person is at work as it is', async () => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n', 'n.txt': 'n\n' });
    for (const { does, says, undo } of AT_WORK) {
      does(stand);
      const before = photograph(stand);
      const refused = await land(stand.place, await ready(stand));
      expect(refused.kind, says).toBe('refused');
      expect(JSON.stringify(refused)).toContain(says);
      expect(photograph(stand)).toEqual(before);
      undo(stand);
    }
    expect(await land(stand.place, await ready(stand))).toMatchObject({ kind: 'landed' });
    expect(stand.git(['status', '--porcelain'])).toBe('');
  });

  quick('says where a person can take it by hand beside changes of his own, and git does so', async () => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n' });
    stand.put('dir/b.txt', 'mine\n');
    stand.put('staged', 'x\n');
    stand.git(['add', 'staged']);
    const refused = async (): Promise<string> => JSON.stringify(await land(stand.place, await ready(stand)));
    expect(await refused()).toContain('`git merge millrace/s` there leaves them as they are');
    stand.put('a.txt', 'mine as well\n');
    expect(await refused()).toContain('millrace/s changes a.txt as well');
    stand.git(['checkout', '-q', 'a.txt']);
    const mine = stand.git(['status', '--porcelain']);
    stand.git(['merge', '-q', 'millrace/s']);
    expect(stand.git(['status', '--porcelain'])).toBe(mine);
    expect(await prepare(stand)).toMatchObject({ kind: 'taken' });
  });

  slow('names no way by hand that git refuses: a merge beside what is staged', async () => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n' });
    stand.git(['commit', '-q', '--allow-empty', '-m', 'main moved']);
    stand.put('dir/b.txt', 'mine\n');
    const refused = async (): Promise<string> => JSON.stringify(await land(stand.place, await ready(stand)));
    expect(await refused()).toContain('git merge millrace/s');
    stand.git(['add', 'dir/b.txt']);
    const said = await refused();
    expect(said).toContain('Something is staged');
    expect(said).toContain('`git reset` there only unstages it: then `git merge millrace/s`.');
    expect(said).toContain('`git branch NEW`, `millrace deliver s --merge --into NEW`, `git merge NEW`');
    expect(() => stand.git(['merge', '-q', 'millrace/s'])).toThrow();
    stand.git(['branch', 'NEW']);
    expect(await land(stand.place, await ready(stand, 's', 'NEW'))).toMatchObject({ kind: 'landed' });
    const before = stand.git(['rev-parse', 'HEAD']);
    stand.git(['merge', '-q', 'NEW']);
    expect(stand.git(['status', '--porcelain'])).toBe('M  dir/b.txt');
    stand.git(['update-ref', 'HEAD', before]);
    stand.git(['reset', '-q']);
    stand.git(['checkout', '-q', 'a.txt']);
    stand.git(['merge', '-q', 'millrace/s']);
    expect(read(stand.user, 'dir/b.txt')).toBe('mine\n');
  });

  quick('in conflict says where, and changes nothing', async () => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n' });
    stand.put('a.txt', 'three\n');
    stand.git(['commit', '-qam', 'three']);
    const before = photograph(stand);
    expect(await prepare(stand)).toMatchObject({ kind: 'conflict', paths: ['a.txt'] });
    expect(photograph(stand)).toEqual(before);
  });

  const byHand = async (how: string, does: (stand: Stand) => void): Promise<void> => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n', 'n.txt': 'n\n' });
    stand.git(['commit', '-q', '--allow-empty', '-m', 'main moved']);
    does(stand);
    expect(await prepare(stand)).toMatchObject({ kind: 'taken', how });
    // Later work on the same lines.
    stand.put('a.txt', 'later\n');
    stand.git(['commit', '-qam', 'later']);
    expect(await prepare(stand)).toMatchObject({ kind: 'taken', how });
  };

  slow('is known when a person merged it', () =>
    byHand('merged', ({ git }) => void git(['merge', '-q', '--no-ff', '-m', 'm', 'millrace/s'])),
  );

  quick('is known when a person squashed it', () =>
    byHand('squashed', ({ git }) => {
      git(['merge', '-q', '--squash', 'millrace/s']);
      git(['commit', '-qm', 'squash']);
    }),
  );

  slow('is known when a person picked its commits', () =>
    byHand('squashed', ({ git }) => void git(['cherry-pick', 'main..millrace/s'])),
  );

  quick('whose writing was cut off is done again from where the checkout was', async () => {
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
      // As a program sees it that does not look into files, before `git status` does and tells the index.
      expect(stand.git(['diff-files', '--name-only'])).toBe('');
      expect(stand.git(['status', '--porcelain'])).toBe('');
      expect(read(stand.user, 'a.txt')).toBe('one\n');
      rm(stand, lock);
    }
    expect(await land(stand.place, delivery)).toEqual({ kind: 'landed', folder: stand.user });
    expect(stand.git(['status', '--porcelain'])).toBe('');
    expect(filesAt(stand, 'main')).toEqual({ 'a.txt': 'two', 'dir/b.txt': 'b', 'n.txt': 'n' });
  });
});

describe('a landing that another workspace of the repository left half done', () => {
  /** Its own state, beside the first one, and a root whose branch goes to `main` as well. */
  async function beside(stand: Stand): Promise<Stand> {
    const state = join(stand.room, 'state-2');
    mkdirSync(state);
    const second = {
      ...stand,
      place: { ...stand.place, dirs: { ...stand.place.dirs, state }, workspace: 'w2', prefix: 'second' },
    };
    await worked(second, 's', { 'dir/b.txt': 'of the second\n' });
    return second;
  }

  const cutOff = (stand: Stand, delivery: Delivery): void => {
    const at = { folder: stand.user, admin: join(stand.user, '.git'), common: join(stand.user, '.git') };
    writeFileSync(join(stand.place.dirs.state, 'landing.json'), JSON.stringify({ ...delivery, ...at }));
    stand.put('a.txt', 'two\n');
    stand.put('n.txt', 'n');
  };

  slow('is put back before the next one lands, whoever that is of, and one lands at a time', async () => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n', 'n.txt': 'n\n' });
    const second = await beside(stand);
    const [mine, theirs] = [await ready(stand), await ready(second)];
    cutOff(stand, mine);
    const both = await Promise.all([land(second.place, theirs), land(second.place, theirs), land(stand.place, mine)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['already', 'landed', 'moved']);
    expect(stand.git(['status', '--porcelain'])).toBe('');
    expect(await land(stand.place, await ready(stand))).toMatchObject({ kind: 'landed' });
    expect(filesAt(stand, 'main')).toEqual({ 'a.txt': 'two', 'dir/b.txt': 'of the second', 'n.txt': 'n' });
    expect(stand.git(['status', '--porcelain'])).toBe('');
  });

  slow('changes nothing of a branch that its person has taken meanwhile, and takes its own files away', async () => {
    const stand = openStand();
    stand.git(['branch', 'feature']);
    const { folder } = await opened(stand, 's');
    rmSync(join(folder, 'dir/b.txt'));
    await worked(stand, 's', { 'a.txt': 'two\n', 'n.txt': 'n\n', 'begins.txt': '\uFEFF\n\nn\n' });
    stand.git(['switch', '-q', 'feature']);
    stand.put('mine.txt', 'mine\n');
    stand.git(['add', 'mine.txt']);
    stand.git(['commit', '-qm', 'mine']);
    stand.git(['switch', '-q', 'main']);
    const delivery = await ready(stand);
    cutOff(stand, delivery);
    rm(stand, 'dir/b.txt');
    stand.put('begins.txt', '\uFEFF\n\nn');
    stand.git(['switch', '-q', 'feature']);
    const index = readFileSync(join(stand.user, '.git/index'));
    expect(await land(stand.place, delivery)).toEqual({ kind: 'landed', folder: null });
    expect(readFileSync(join(stand.user, '.git/index')).equals(index), 'its index').toBe(true);
    expect(stand.git(['status', '--porcelain'])).toBe('');
    expect([read(stand.user, 'mine.txt'), read(stand.user, 'dir/b.txt')]).toEqual(['mine\n', 'b\n']);
    stand.git(['switch', '-q', 'main']);
    expect(read(stand.user, 'n.txt')).toBe('n\n');
  });

  slow('is in the way of nobody where its checkout is gone', async () => {
    const stand = openStand();
    await worked(stand, 's', { 'a.txt': 'two\n', 'n.txt': 'n\n' });
    const second = await beside(stand);
    const [mine, theirs] = [await ready(stand), await ready(second)];
    const at = { folder: join(stand.room, 'gone'), admin: join(stand.user, '.git/worktrees/gone') };
    const line = { ...mine, ...at, common: join(stand.user, '.git') };
    writeFileSync(join(stand.place.dirs.state, 'landing.json'), JSON.stringify(line));
    expect(await land(second.place, theirs)).toEqual({ kind: 'landed', folder: stand.user });
  });
});

describe('a base that holds other work', () => {
  quick('is that branch, or a merge of all, or says which two do not go together', async () => {
    const stand = openStand();
    const first = await worked(stand, 'one', { 'a.txt': 'one was here\n' });
    const asked = { root: 's', base: stand.base(), at: AT };
    expect(await stack(stand.place, { ...asked, roots: [{ root: 'one' }, { root: 'none' }] })).toMatchObject({
      base: { commit: first },
      roots: [
        { root: 'one', how: 'held', commit: first },
        { root: 'none', how: 'gone' },
      ],
    });
    await worked(stand, 'two', { 'dir/b.txt': 'two was here\n' });
    const both = await stack(stand.place, { ...asked, roots: [{ root: 'one' }, { root: 'two' }] });
    if (both.kind !== 'base') throw new Error(JSON.stringify(both));
    expect(filesAt(stand, both.base.commit)).toEqual({ 'a.txt': 'one was here', 'dir/b.txt': 'two was here' });
    expect(await stack(stand.place, { ...asked, roots: [{ root: 'one' }, { root: 'two' }] })).toEqual(both);
    expect(await land(stand.place, await ready(stand, 'two', 'millrace/one'))).toMatchObject({
      kind: 'refused',
      todo: expect.stringContaining('people'),
    });
    const { folder } = await opened(stand, 's', { base: both.base });
    expect(read(folder, 'dir/b.txt')).toBe('two was here\n');
    await worked(stand, 'three', { 'a.txt': 'three was here\n' });
    const conflict = await stack(stand.place, { ...asked, roots: [{ root: 'one' }, { root: 'three' }] });
    expect(conflict).toMatchObject({
      base: { commit: first },
      roots: [{ how: 'held' }, { root: 'three', branch: 'millrace/three', how: 'apart', paths: ['a.txt'] }],
    });
  });
});

function rm({ user }: Stand, file: string): void {
  rmSync(join(user, file));
}
