// What a repository can be told to start, or to hide: each trap is first shown to fire with plain git, then not with ours, whatever is done
// with checkpoints.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../checkpoints/changes.js';
import { showPatch } from '../../../checkpoints/patch.js';
import { pruneCheckpoints } from '../../../checkpoints/prune.js';
import { listCheckpoints } from '../../../checkpoints/list.js';
import { carryOut } from '../../../checkpoints/restore.js';
import { planRestore } from '../../../checkpoints/restore-plan.js';
import { fingerprint, openStand, recorded, type Stand, take, userGit } from './stand.js';

interface Trap {
  name: string;
  attributes?: string;
  /** `PROGRAM` writes the alarm. */
  settings?: [string, string][];
  hooks?: string[];
  set?: (stand: Stand) => void;
  /** What people do every day. */
  fires: string[][];
}

const TRAPS: Trap[] = [
  {
    name: 'a clean filter',
    attributes: '*.bin filter=evil\n',
    settings: [['filter.evil.clean', 'PROGRAM; cat']],
    fires: [['add', '-A']],
  },
  {
    name: 'a filter that goes on running',
    attributes: '*.bin filter=evil\n',
    settings: [['filter.evil.process', 'PROGRAM']],
    fires: [['add', '-A']],
  },
  {
    name: 'media that are kept elsewhere',
    attributes: '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    settings: [
      ['filter.lfs.clean', 'PROGRAM; cat'],
      ['filter.lfs.smudge', 'PROGRAM; cat'],
      ['filter.lfs.process', 'PROGRAM'],
      ['filter.lfs.required', 'true'],
    ],
    fires: [['add', '-A']],
  },
  {
    name: 'secrets that are kept encrypted',
    attributes: '*.bin filter=git-crypt diff=git-crypt\n',
    settings: [
      ['filter.git-crypt.clean', 'PROGRAM; tr a-z b-za'],
      ['filter.git-crypt.smudge', 'PROGRAM; tr b-za a-z'],
      ['diff.git-crypt.textconv', 'PROGRAM; cat'],
    ],
    fires: [['diff']],
  },
  {
    name: 'a smudge filter',
    attributes: '*.bin filter=evil\n',
    settings: [['filter.evil.smudge', 'PROGRAM; cat']],
    fires: [['checkout', '-f', '--', 'b.bin']],
  },
  { name: 'a monitor of files', settings: [['core.fsmonitor', 'PROGRAM']], fires: [['status']] },
  { name: 'a hook at the index', hooks: ['post-index-change'], fires: [['add', '-A']] },
  { name: 'a hook at refs', hooks: ['reference-transaction'], fires: [['commit', '-qam', 'two']] },
  { name: 'hooks elsewhere', set: hooksElsewhere, fires: [['add', '-A']] },
  { name: 'a program for all differences', settings: [['diff.external', 'PROGRAM']], fires: [['diff']] },
  {
    name: 'a program for the text of differences',
    attributes: '*.bin diff=evil\n',
    settings: [['diff.evil.textconv', 'PROGRAM; cat']],
    fires: [['diff']],
  },
  { name: 'settings that another file has', attributes: '*.bin filter=evil\n', set: included, fires: [['add', '-A']] },
  { name: 'a repository within the tree', set: nested, fires: [['-C', 'nest', 'add', '-A']] },
];

function hooksElsewhere(stand: Stand): void {
  stand.put('hooks/post-index-change', `#!/bin/sh\n${join(stand.room, 'program')}\n`);
  chmodSync(join(stand.tree, 'hooks', 'post-index-change'), 0o755);
  stand.git(['config', 'core.hooksPath', 'hooks']);
}

function included(stand: Stand): void {
  stand.put('settings', `[filter "evil"]\n\tclean = ${join(stand.room, 'program')}; cat\n`);
  stand.git(['config', 'include.path', '../settings']);
}

function nested(stand: Stand): void {
  stand.put('nest/n.bin', 'n');
  stand.git(['init', '-q'], 'nest');
  stand.put('nest/.gitattributes', '*.bin filter=evil\n');
  stand.git(['config', 'filter.evil.clean', `${join(stand.room, 'program')}; cat`], 'nest');
}

/** With a change that nobody has looked at yet. */
function sprung({ attributes, settings = [], hooks = [], set }: Trap): Stand {
  const stand = openStand();
  const program = join(stand.room, 'program');
  stand.git(['init', '-q']);
  stand.put('b.bin', 'one\n');
  stand.git(['add', '-A']);
  stand.git(['commit', '-qm', 'one']);
  writeFileSync(program, `#!/bin/sh\necho fired >>'${join(stand.room, 'alarm')}'\n`, { mode: 0o755 });
  if (attributes !== undefined) stand.put('.gitattributes', attributes);
  for (const [name, value] of settings) stand.git(['config', name, value.replace('PROGRAM', program)]);
  mkdirSync(join(stand.tree, '.git', 'hooks'), { recursive: true });
  for (const hook of hooks)
    writeFileSync(join(stand.tree, '.git', 'hooks', hook), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
  set?.(stand);
  stand.put('b.bin', 'two\n');
  rmSync(join(stand.room, 'alarm'), { force: true });
  return stand;
}

const rang = ({ room }: Stand): boolean => existsSync(join(room, 'alarm'));

async function everything(stand: Stand): Promise<void> {
  const { place, put } = stand;
  const one = await take(place, 'runs/r/1-1/before');
  put('b.bin', 'three\n');
  const two = await take(place, 'runs/r/1-1/after');
  expect(recorded(place, two.tree)['b.bin']).toBe('three\n');
  expect((await changesBetween(place, one.tree, two.tree)).map(({ path }) => path)).toEqual(['b.bin']);
  let patch = '';
  await showPatch(place, one.tree, two.tree, {}, (part) => void (patch += String(Buffer.from(part))));
  expect(patch).toContain('-two\n+three\n');
  const plan = await planRestore(place, { tree: one.tree }, ['b.bin'], { force: false });
  await carryOut(place, one.tree, plan);
  expect(readFileSync(join(stand.tree, 'b.bin'), 'utf8')).toBe('two\n');
  await pruneCheckpoints(place, await listCheckpoints(place), () => false, 'now');
}

describe('a trap', () => {
  it.each(TRAPS)('$name', async (trap) => {
    const stand = sprung(trap);
    const before = fingerprint(join(stand.tree, '.git'));
    await everything(stand);
    expect(rang(stand), 'with ours').toBe(false);
    expect(fingerprint(join(stand.tree, '.git'))).toEqual(before);
    for (const args of trap.fires)
      try {
        stand.git(args);
      } catch {
        // A program that says nothing of what it is asked is one that was started.
      }
    expect(rang(stand), 'with plain git').toBe(true);
  });
});

describe('what plain git cannot record, or keeps to itself', () => {
  it('a repository without a commit', async () => {
    const stand = openStand();
    stand.git(['init', '-q']);
    stand.put('nest/n', 'n');
    stand.git(['init', '-q'], 'nest');
    expect(() => stand.git(['add', '-A'])).toThrow();
    expect(recorded(stand.place, (await take(stand.place, 'one')).tree)).toEqual({ 'nest/n': 'n' });
  });

  it('what changes in a repository within the tree', async () => {
    const stand = openStand();
    stand.git(['init', '-q']);
    stand.put('nest/n', 'n');
    stand.git(['init', '-q'], 'nest');
    stand.git(['add', '.'], 'nest');
    stand.git(['commit', '-qm', 'n'], 'nest');
    const trees = (): string => {
      stand.git(['add', '-A']);
      return stand.git(['write-tree']);
    };
    const [plain, ours] = [trees(), await take(stand.place, 'one')];
    stand.put('nest/n', 'm');
    expect(trees()).toBe(plain);
    expect((await take(stand.place, 'two')).tree).not.toBe(ours.tree);
  });

  it('what was borrowed from a repository that is cleared away', async () => {
    const stand = openStand();
    stand.git(['init', '-q']);
    stand.put('a', 'one');
    stand.git(['add', '-A']);
    stand.git(['commit', '-qm', 'one']);
    const borrowing = join(stand.room, 'borrowing');
    userGit(stand.room, ['init', '-q', '--bare', borrowing], stand.room);
    writeFileSync(join(borrowing, 'objects', 'info', 'alternates'), `${join(stand.tree, '.git', 'objects')}\n`);
    const borrow = (...args: string[]): string =>
      userGit(stand.room, ['--git-dir', borrowing, '--work-tree', stand.tree, ...args], stand.tree).trim();
    borrow('add', 'a');
    const plain = borrow('write-tree');
    const { tree } = await take(stand.place, 'one');
    stand.put('a', 'two');
    stand.git(['commit', '-qam', 'two', '--amend']);
    stand.git(['reflog', 'expire', '--expire=now', '--all']);
    stand.git(['gc', '-q', '--prune=now']);
    expect(() => borrow('cat-file', '-p', plain)).toThrow();
    expect(recorded(stand.place, tree)).toEqual({ a: 'one' });
  });
});
