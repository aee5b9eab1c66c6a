// What a person commits to the branch of a root while a run is at work in its tree is a commit of its own under the run's; what an agent commits there
// itself is its run's. By git as both have it.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect } from 'vitest';
import { heldBranch } from '../../../activities/trees/held.js';
import { marksOf } from '../../../agents/environment.js';
import { keepTreeRun, readTreeRun } from '../../../disk/store/tree-runs.js';
import { quick, slow } from '../../support/tier.js';
import { openTree } from '../../../trees/open.js';
import { BRANCH, groundOf, inTrees, requestOf, ROOT, settled, stageOver } from './runs.js';
import { AT, openStand, putIn, read, type Stand } from './stand.js';

let stand: Stand;
let folder = '';
const asked = requestOf('run-1');

/** A run that has written b.txt, and is at work. */
beforeEach(async () => {
  stand = openStand({ files: { 'a.txt': '1\n2\n3\n4\n5\n' } });
  await inTrees(stand);
  ({ folder } = await groundOf(stand, asked));
  putIn(folder, 'b.txt', 'b\n');
});

function person(file: string, content: string): string {
  putIn(folder, file, content);
  stand.git(['add', file], folder);
  stand.git(['commit', '-qm', `mine: ${file}`, '--', file], folder);
  return stand.git(['rev-parse', BRANCH]);
}

function commitIn(checkout: string, file: string): void {
  putIn(checkout, file, `${file}\n`);
  stand.git(['add', file], checkout);
  stand.git(['commit', '-qm', file], checkout);
}

const agent = (...args: string[]): string =>
  execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: stand.room, ...marksOf('request-1') },
  });

/** In the user's checkout, from where the branch is. */
function elsewhere(file: string, content: string): string {
  const from = stand.git(['rev-parse', BRANCH]);
  stand.git(['checkout', '-q', '--detach', BRANCH]);
  putIn(stand.user, file, content);
  stand.git(['add', file]);
  stand.git(['commit', '-qm', `elsewhere: ${file}`]);
  const made = stand.git(['rev-parse', 'HEAD']);
  stand.git(['checkout', '-q', 'main']);
  stand.git(['update-ref', '-m', 'commit: elsewhere', `refs/heads/${BRANCH}`, made, from]);
  return made;
}

/** As whoever is killed who has made the commit of the run, and moved the branch, leaves it. */
function killedBeforeNoted(): void {
  const { state } = stand.place.dirs;
  const run = readTreeRun(state, 'run-1');
  if (run === null) throw new Error('no run');
  const { settled: _lost, settledAt: _when, ...left } = run;
  keepTreeRun(state, left);
}

const over = async (): Promise<void> => stageOver(asked, await groundOf(stand, asked));
const filesOf = (commit: string): string[] =>
  stand.git(['diff-tree', '-r', '--no-commit-id', '--name-only', commit]).split('\n').filter(Boolean);
const parent = (): string => stand.git(['rev-parse', `${BRANCH}^`]);

describe('a commit of a person while a run is at work', () => {
  quick('in its tree stays under the commit of the run, and is said', async () => {
    const mine = person('mine.txt', 'mine\n');
    await over();
    expect((await settled(stand, asked)).kind).toBe('committed');
    expect([parent(), filesOf(BRANCH), filesOf(mine)]).toEqual([mine, ['b.txt'], ['mine.txt']]);
  });

  slow('elsewhere comes into the tree, also beside changes of the same file', async () => {
    putIn(folder, 'a.txt', 'one\n2\n3\n4\n5\n');
    const mine = elsewhere('a.txt', '1\n2\n3\n4\nfive\n');
    const { notes } = await groundOf(stand, asked);
    expect(notes.join(' ')).toContain(`${mine.slice(0, 10)} stays`);
    expect(read(folder, 'a.txt')).toBe('one\n2\n3\n4\nfive\n');
    await over();
    await settled(stand, asked);
    expect([parent(), filesOf(BRANCH)]).toEqual([mine, ['a.txt', 'b.txt']]);
    expect(stand.git(['show', `${BRANCH}:a.txt`])).toBe('one\n2\n3\n4\nfive');
  });

  slow('stays where the tree is lost before a stage has ended upon it', async () => {
    putIn(folder, 'a.txt', 'one\n2\n3\n4\n5\n');
    await over();
    const mine = elsewhere('a.txt', '1\n2\n3\n4\nfive\n');
    await groundOf(stand, asked);
    rmSync(folder, { recursive: true });
    await groundOf(stand, asked);
    expect([read(folder, 'a.txt'), read(folder, 'b.txt')]).toEqual(['one\n2\n3\n4\nfive\n', 'b\n']);
    await settled(stand, requestOf('run-1', 'T-1', { stageNumber: 2 }));
    expect(parent()).toBe(mine);
    expect(stand.git(['show', `${BRANCH}:a.txt`])).toBe('one\n2\n3\n4\nfive');
  });

  slow('after its last stage is not taken back by what that stage left', async () => {
    await over();
    const mine = elsewhere('mine.txt', 'mine\n');
    const { why } = await settled(stand, asked);
    expect(why).toContain(`${mine.slice(0, 10)} stays`);
    expect([parent(), filesOf(BRANCH)]).toEqual([mine, ['b.txt']]);
    expect(read(folder, 'mine.txt')).toBe('mine\n');
    expect(stand.git(['status', '--porcelain'], folder)).toBe('');
  });

  slow('stays where the run is blocked, and what is kept of the run is its own', async () => {
    const mine = person('mine.txt', 'mine\n');
    await over();
    expect(await settled(stand, asked, 'blocked')).toMatchObject({ kind: 'kept' });
    expect(stand.git(['rev-parse', BRANCH])).toBe(mine);
    const again = await groundOf(stand, requestOf('run-2'));
    expect([read(again.folder, 'b.txt'), read(again.folder, 'mine.txt')]).toEqual(['b\n', 'mine\n']);
    expect(stand.git(['status', '--porcelain'], folder)).toBe('?? b.txt');
  });

  slow('stays where its agent commits upon it, which does not', async () => {
    const mine = person('mine.txt', 'mine\n');
    agent('add', '-A');
    agent('commit', '-qm', 'its own');
    await over();
    await settled(stand, asked);
    expect([parent(), filesOf(BRANCH)]).toEqual([mine, ['b.txt']]);
  });

  slow('stays, too, where somebody is killed who has made the commit of the run and not noted it', async () => {
    await over();
    const mine = person('mine.txt', 'mine\n');
    await settled(stand, asked);
    killedBeforeNoted();
    expect((await settled(stand, asked)).kind).toBe('committed');
    expect([parent(), filesOf(BRANCH)]).toEqual([mine, ['b.txt']]);
  });

  slow('upon the commit of the run stays where that was made and not noted', async () => {
    await over();
    const { commit, files } = await settled(stand, asked);
    killedBeforeNoted();
    const mine = elsewhere('a.txt', 'a person\n');
    expect(await settled(stand, asked)).toMatchObject({ kind: 'committed', commit, files });
    expect([stand.git(['rev-parse', BRANCH]), parent()]).toEqual([mine, commit]);
    expect(read(folder, 'a.txt')).toBe('a person\n');
    expect(stand.git(['status', '--porcelain'], folder)).toBe('');
  });

  slow(
    'is named by the calls that bring it again: not what was amended, all of a fast-forward, and a merge as one',
    async () => {
      putIn(folder, 'a.txt', 'the run\n');
      await over();
      elsewhere('a.txt', 'a person\n');
      stand.git(['checkout', '-q', BRANCH, '--ignore-other-worktrees']);
      stand.git(['commit', '-q', '--amend', '-m', 'amended']);
      const amended = stand.git(['rev-parse', 'HEAD']);
      stand.git(['checkout', '-q', '-b', 'side']);
      for (const file of ['x', 'y']) commitIn(stand.user, file);
      stand.git(['checkout', '-q', '-b', 'other', amended]);
      commitIn(stand.user, 'z');
      stand.git(['checkout', '-q', BRANCH, '--ignore-other-worktrees']);
      stand.git(['merge', '-q', 'side']);
      stand.git(['merge', '-q', '--no-edit', 'other']);
      stand.git(['checkout', '-q', 'main']);
      const [first, side, last] = [amended, 'side', BRANCH].map((one) => stand.git(['rev-parse', one]).slice(0, 10));
      const picks = `git cherry-pick ${first} && git cherry-pick ${first}..${side} && git cherry-pick -m 1 ${last}`;
      const { why } = await settled(stand, asked);
      expect(why).toContain(`run is over: ${picks}`);
      for (const pick of picks.split(' && ')) stand.git([...pick.split(' ').slice(1), '-X', 'theirs'], folder);
      expect(stand.git(['ls-tree', '--name-only', BRANCH]).split('\n')).toEqual(['a.txt', 'b.txt', 'x', 'y', 'z']);
    },
  );

  slow(
    'that was taken back is told, too, by the next call where this one is refused or killed after that',
    async () => {
      putIn(folder, 'a.txt', 'the run\n');
      await over();
      const mine = elsewhere('a.txt', 'a person\n');
      const { state } = stand.place.dirs;
      const held = heldBranch(state, ROOT);
      await openTree(stand.place, { root: ROOT, base: stand.base(), at: AT, ...held });
      const { why = '' } = await settled(stand, asked);
      expect(why.split(`git cherry-pick ${mine.slice(0, 10)}`)).toHaveLength(2);
    },
  );

  slow('is decided when nobody holds the tree any more: what is written until then is in no danger', async () => {
    const { state } = stand.place.dirs;
    const open = () => openTree(stand.place, { root: ROOT, base: stand.base(), at: AT, ...heldBranch(state, ROOT) });
    putIn(folder, 'a.txt', 'one\n2\n3\n4\n5\n');
    elsewhere('a.txt', '1\n2\n3\n4\nfive\n');
    const lock = join(stand.git(['rev-parse', '--absolute-git-dir'], folder), 'index.lock');
    writeFileSync(lock, '');
    expect((await open()).kind).toBe('refused');
    putIn(folder, 'a.txt', 'one\ntwo\n3\n4\n5\n');
    rmSync(lock);
    expect((await open()).kind).toBe('healed');
    expect(read(folder, 'a.txt')).toBe('one\ntwo\n3\n4\nfive\n');
  });

  slow('that does not go with what the run did is named with how to have it again', async () => {
    putIn(folder, 'a.txt', 'the run\n');
    await over();
    const mine = elsewhere('a.txt', 'a person\n');
    const { kind, why } = await settled(stand, asked);
    expect([kind, why]).toEqual(['committed', expect.stringContaining(`git cherry-pick ${mine.slice(0, 10)}`)]);
    expect(stand.git(['show', `${BRANCH}:a.txt`])).toBe('the run');
    expect(stand.git(['cat-file', '-t', mine])).toBe('commit');
  });
});

quick('a commit of its agent is the work of its run', async () => {
  const before = stand.git(['rev-parse', BRANCH]);
  agent('add', '-A');
  agent('commit', '-qm', 'its own');
  await over();
  await settled(stand, asked);
  expect([parent(), filesOf(BRANCH)]).toEqual([before, ['b.txt']]);
});
