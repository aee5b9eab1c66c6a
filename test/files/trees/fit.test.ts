// Which repositories can have trees, and why the others cannot; of those that can, that a tree is made, committed to and left alone.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { quick, slow } from '../../support/tier.js';
import { fit } from '../../../trees/fit.js';
import { openTree } from '../../../trees/open.js';
import type { TreesPlace } from '../../../trees/place.js';
import { AT, filesAt, openStand, photograph, putIn, read, type Stand, worked } from './stand.js';

interface Unfit {
  name: string;
  set: (stand: Stand) => void | TreesPlace;
  why: string;
}

const elsewhere = (stand: Stand, folder: string): TreesPlace => {
  mkdirSync(join(stand.room, folder), { recursive: true });
  return { ...stand.place, dirs: { ...stand.place.dirs, workspace: join(stand.room, folder) } };
};

const UNFIT: Unfit[] = [
  { name: 'no repository', set: (stand) => elsewhere(stand, 'plain'), why: 'no git repository' },
  {
    name: 'a repository without a commit',
    set(stand) {
      const place = elsewhere(stand, 'new');
      stand.git(['init', '-q'], place.dirs.workspace);
      return place;
    },
    why: 'no commit',
  },
  {
    name: 'a folder that no commit of the repository above it knows',
    set: (stand) => elsewhere(stand, 'user/chance'),
    why: 'Nothing of this folder',
  },
  {
    name: 'a filter of its attributes',
    set: (stand) => stand.put('.git/info/attributes', '[attr]secret filter=crypt\n*.key secret\n'),
    why: 'crypt',
  },
  {
    name: 'a filter of its user',
    set: (stand) => putIn(stand.room, '.config/git/attributes', '*.x filter=mine\n'),
    why: 'mine',
  },
  {
    name: 'files that are elsewhere',
    set: (stand) => void stand.git(['config', 'core.worktree', stand.room]),
    why: 'core.worktree',
  },
  {
    name: 'a partial clone',
    set: (stand) => void stand.git(['config', 'remote.origin.promisor', 'true']),
    why: 'partial clone',
  },
  {
    name: 'a partial clone, said by a switch without a value',
    set: (stand) => putIn(stand.user, '.git/config', `${read(stand.user, '.git/config')}[remote "far"]\n\tpromisor\n`),
    why: 'partial clone',
  },
  {
    name: 'refs of another kind',
    set: (stand) => void stand.git(['config', 'extensions.refStorage', 'reftable']),
    why: '',
  },
  {
    name: 'a branch that has the name of the prefix',
    set: (stand) => void stand.git(['branch', 'millrace']),
    why: 'a branch millrace',
  },
  {
    name: 'branches below the prefix',
    set: (stand) => void stand.git(['branch', 'millrace/mine']),
    why: 'millrace/mine',
  },
  { name: 'a prefix that is none', set: (stand) => ({ ...stand.place, prefix: 'a..b' }), why: 'cannot begin' },
  {
    name: 'the prefix of another workspace',
    set: (stand) =>
      putIn(stand.user, '.git/millrace/owner.millrace', JSON.stringify({ workspace: 'other', folder: '/there' })),
    why: '/there',
  },
  {
    name: 'an old git',
    set(stand) {
      mkdirSync(join(stand.room, 'bin'));
      writeFileSync(join(stand.room, 'bin/git'), '#!/bin/sh\necho git version 2.20.1\n', { mode: 0o755 });
      return {
        ...stand.place,
        env: { HOME: stand.room, PATH: `${join(stand.room, 'bin')}:${process.env['PATH'] ?? ''}` },
      };
    },
    why: '2.38',
  },
  {
    name: 'no git',
    set: (stand) => ({ ...stand.place, env: { HOME: stand.room, PATH: join(stand.room) } }),
    why: 'not installed',
  },
];

describe('in place stays', () => {
  quick.each(UNFIT)('$name', async ({ set, why }) => {
    const stand = openStand();
    const place = set(stand) ?? stand.place;
    const said = await fit(place);
    expect(said.kind).toBe('in_place');
    if (said.kind === 'in_place') expect(`${said.why} ${said.todo}`).toContain(why);
  });
});

/** What was made of the repository before there is a workspace in it. */
interface Fit {
  name: string;
  make: (stand: Stand) => TreesPlace;
  notes: number;
}

const FIT: Fit[] = [
  {
    name: 'a work tree of a bare repository',
    make(stand) {
      stand.git(['clone', '-q', '--bare', stand.user, join(stand.room, 'bare.git')]);
      stand.git(['worktree', 'add', '-q', join(stand.room, 'mine'), '-b', 'mine'], join(stand.room, 'bare.git'));
      return elsewhere(stand, 'mine');
    },
    notes: 0,
  },
  {
    name: 'a work tree of a work tree, in a subfolder',
    make(stand) {
      stand.git(['worktree', 'add', '-q', join(stand.room, 'one'), '-b', 'one']);
      stand.git(['worktree', 'add', '-q', join(stand.room, 'two'), '-b', 'two'], join(stand.room, 'one'));
      return elsewhere(stand, 'two/dir');
    },
    notes: 0,
  },
  {
    name: 'a sparse checkout with settings of its own',
    make(stand) {
      stand.git(['config', 'extensions.worktreeConfig', 'true']);
      stand.git(['sparse-checkout', 'set', 'dir']);
      return stand.place;
    },
    notes: 1,
  },
  {
    name: 'a shallow clone',
    make(stand) {
      stand.git(['commit', '-q', '--allow-empty', '-m', 'two']);
      stand.git(['clone', '-q', '--depth=1', `file://${stand.user}`, join(stand.room, 'shallow')]);
      return elsewhere(stand, 'shallow');
    },
    notes: 1,
  },
  {
    name: 'digests of the longer form',
    make(stand) {
      const place = elsewhere(stand, 'long');
      stand.git(['init', '-q', '--object-format=sha256'], place.dirs.workspace);
      putIn(place.dirs.workspace, 'a.txt', 'one\n');
      stand.git(['add', '-A'], place.dirs.workspace);
      stand.git(['commit', '-qm', 'one'], place.dirs.workspace);
      return place;
    },
    notes: 0,
  },
  {
    name: 'a submodule',
    make(stand) {
      mkdirSync(join(stand.room, 'outer'));
      stand.git(['init', '-q'], join(stand.room, 'outer'));
      stand.git(['submodule', '--quiet', 'add', stand.user, 'sub'], join(stand.room, 'outer'));
      return elsewhere(stand, 'outer/sub');
    },
    notes: 0,
  },
  { name: 'names that are packed', make: (stand) => (stand.git(['gc', '-q']), stand.place), notes: 0 },
];

/** The others are as long, and run in the long tier. */
const QUICK = new Set(['a work tree of a work tree, in a subfolder', 'digests of the longer form']);

describe('a tree is made in', () => {
  for (const one of FIT) (QUICK.has(one.name) ? quick : slow)(one.name, () => check(one));

  async function check({ make, notes }: Fit): Promise<void> {
    const first = openStand();
    const place = make(first);
    const user = place.dirs.workspace;
    const said = await fit(place);
    expect(said).toMatchObject({ kind: 'fits' });
    expect(said.kind === 'fits' ? said.notes : said).toHaveLength(notes);
    expect(readdirSync(place.dirs.state), 'who only asks').toEqual([]);
    const git: Stand['git'] = (args, folder = user) => first.git(args, folder);
    const base = () => ({ name: 'HEAD', branch: null, commit: git(['rev-parse', 'HEAD']) });
    const stand: Stand = { ...first, place, git, base, user: first.room };
    const index = git(['rev-parse', '--path-format=absolute', '--git-path', 'index']);
    const before = [
      git(['status', '--porcelain']),
      git(['config', '--list', '--local']),
      git(['ls-files', '-s', '--debug']),
    ];
    const commit = await worked(stand, 's', { 'a.txt': 'two\n' });
    const tree = join(place.dirs.state, 'trees/s');
    expect(filesAt({ ...stand, git: (args) => git(args, tree) }, commit)['a.txt']).toBe('two');
    expect(git(['status', '--porcelain'], tree)).toBe('');
    expect(git(['ls-files', '-t'], tree)).not.toMatch(/^S/m);
    expect([
      git(['status', '--porcelain']),
      git(['config', '--list', '--local']),
      git(['ls-files', '-s', '--debug']),
    ]).toEqual(before);
    expect(index).not.toBe('');
    git(['fsck', '--full']);
  }
});

describe('two workspaces in one repository', () => {
  quick('stay apart', async () => {
    const stand = openStand();
    const before = photograph(stand);
    await worked(stand, 'backlog', { 'a.txt': 'two\n' });
    const state = join(stand.room, 'state-2');
    mkdirSync(state);
    const second: TreesPlace = { ...stand.place, dirs: { workspace: join(stand.user, 'dir'), state }, workspace: 'w2' };
    const asked = { root: 'backlog', base: stand.base(), at: AT };
    expect(await openTree(second, asked)).toMatchObject({ kind: 'refused', why: expect.stringContaining(stand.user) });
    expect(await fit(second)).toMatchObject({ kind: 'in_place', isPrefix: true });
    const within = { ...second, prefix: 'millrace/second' };
    expect(await fit(within), 'git would refuse one branch within the other').toMatchObject({ kind: 'in_place' });
    expect(await openTree(within, asked)).toMatchObject({ kind: 'refused', why: expect.stringContaining('millrace/') });
    const apart = { ...second, prefix: 'team/second' };
    expect((await fit(apart)).kind).toBe('fits');
    expect(await openTree(apart, asked)).toMatchObject({ kind: 'made', cwd: join(state, 'trees/backlog/dir') });
    expect(stand.git(['worktree', 'list']).split('\n')).toHaveLength(3);
    stand.git(['worktree', 'prune']);
    expect(stand.git(['for-each-ref', '--format=%(refname:short)'])).toBe(
      'main\nmillrace/backlog\nteam/second/backlog',
    );
    const mine = Object.fromEntries(
      Object.entries(photograph(stand)).filter(([name]) => !/refs\/heads\/team/.test(name)),
    );
    expect(mine).toEqual(before);
  });
});
