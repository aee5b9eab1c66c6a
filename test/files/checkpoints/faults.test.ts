// Checkpoints where something is wrong: with the files, with git, with what was there before, with whoever else is at work.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closeForker, forkerPid, openForker } from '../../../agents/host/forker.js';
import { changesBetween } from '../../../checkpoints/changes.js';
import { gitEnvironment } from '../../../checkpoints/environment.js';
import { findCheckpoint } from '../../../checkpoints/found.js';
import { openWork } from '../../../checkpoints/kept.js';
import { runStep } from '../../../checkpoints/shell.js';
import { takeCheckpoint } from '../../../checkpoints/take.js';
import { gitThat, openStand, recorded, take, verify } from './stand.js';

describe('files', () => {
  it('names one that kills git as it shrinks, and records all others', async () => {
    const stand = openStand();
    for (let number = 0; number < 9; number += 1) stand.put(`f${number}`, 'x');
    stand.put('shrinks', 'x');
    const bus = `cat >"$GIT_INDEX_FILE.in"; if grep -aqz '^shrinks$' "$GIT_INDEX_FILE.in"; then touch "$GIT_INDEX_FILE.lock"; kill -BUS $$; fi; exec <"$GIT_INDEX_FILE.in"`;
    const place = gitThat(stand, '--add --remove --replace --stdin', bus);
    const taken = await take(place, 'one');
    expect(taken.omitted.map(({ bytes, reason }) => [bytes, reason])).toEqual([['shrinks', 'unreadable']]);
    expect(Object.keys(recorded(place, taken.tree))).toHaveLength(10);
    // Once it can be read it is.
    const after = await take(stand.place, 'two');
    expect(after.omitted).toEqual([]);
    expect(recorded(stand.place, after.tree)['shrinks']).toBe('x');
  });

  it('does without one that vanishes between the look and the reading', async () => {
    const stand = openStand();
    for (const name of ['a', 'vanishes', 'z']) stand.put(name, name);
    const place = gitThat(stand, '--stdin', `rm -f '${join(stand.tree, 'vanishes')}'`);
    const taken = await take(place, 'one');
    expect(recorded(place, taken.tree)).toEqual({ a: 'a', z: 'z' });
    expect(taken.omitted).toEqual([]);
  });

  it('takes one that shrinks and grows all the time as some of what it was', async () => {
    const stand = openStand();
    stand.put('a', 'a');
    stand.put('moves', Buffer.alloc(30_000_000, 'x'));
    let isOver = false;
    const moving = (async () => {
      for (let size = 0; !isOver; size = 30_000_000 - size) {
        truncateSync(join(stand.tree, 'moves'), size);
        await pause(1);
      }
    })();
    const taken = await take(stand.place, 'one');
    isOver = true;
    await moving;
    expect(recorded(stand.place, taken.tree)['a']).toBe('a');
    verify(stand.place);
  });

  const isRoot = process.getuid?.() === 0;

  it.runIf(!isRoot)('names one that may not be read', async () => {
    const stand = openStand();
    stand.put('a', 'a');
    stand.put('closed', 'x');
    chmodSync(join(stand.tree, 'closed'), 0);
    const taken = await take(stand.place, 'one');
    expect(taken.omitted.map(({ bytes, reason }) => [bytes, reason])).toEqual([['closed', 'unreadable']]);
    expect(Object.keys(recorded(stand.place, taken.tree))).toEqual(['a', 'closed']);
  });

  it('names those that git may not read, one by one', async () => {
    const stand = openStand();
    for (const name of ['a', 'closed-1', 'closed-2', 'z']) stand.put(name, name);
    const closed = `cat >"$GIT_INDEX_FILE.in"; if grep -aqz '^closed' "$GIT_INDEX_FILE.in"; then echo 'error: open: Permission denied' >&2; exit 128; fi; exec <"$GIT_INDEX_FILE.in"`;
    const place = gitThat(stand, '--add --remove --replace --stdin', closed);
    const taken = await take(place, 'one');
    expect(taken.omitted.map(({ bytes }) => bytes)).toEqual(['closed-1', 'closed-2']);
  });
});

describe('git', () => {
  it('is asked for where it is not there', async () => {
    const stand = openStand();
    const bin = join(stand.room, 'bin');
    mkdirSync(bin);
    for (const one of ['sh', 'rm', 'cat', 'setsid']) {
      const real = spawnSync('sh', ['-c', `command -v ${one}`], { encoding: 'utf8' }).stdout.trim();
      execFileSync('ln', ['-s', real, join(bin, one)]);
    }
    const place = { ...stand.place, env: { PATH: bin } };
    expect(await takeCheckpoint(place, 'one')).toEqual({ problem: expect.stringContaining('git is not installed') });
    expect(await take(stand.place, 'one')).toMatchObject({ files: 0 });
    expect(existsSync(join(stand.place.repository, 'refs', 'millrace', 'one'))).toBe(true);
  });

  it('is not started from the tree', async () => {
    const stand = openStand();
    stand.put('bin/git', `#!/bin/sh\ntouch ${join(stand.room, 'alarm')}\n`);
    chmodSync(join(stand.tree, 'bin', 'git'), 0o755);
    const path = `${join(stand.tree, 'bin')}:bin:.:${process.env['PATH'] ?? ''}`;
    const place = { ...stand.place, env: { PATH: path } };
    const taken = await take(place, 'one');
    await changesBetween(place, taken.tree, (await take(place, 'two')).tree);
    expect(existsSync(join(stand.room, 'alarm'))).toBe(false);
    // The same PATH leads anybody else to it.
    spawnSync('git', ['status'], { cwd: stand.tree, env: { PATH: path } });
    expect(existsSync(join(stand.room, 'alarm'))).toBe(true);
  });

  it('says what is wrong when the state folder takes nothing', async () => {
    const stand = openStand();
    writeFileSync(join(stand.room, 'file'), '');
    const place = { ...stand.place, repository: join(stand.room, 'file', 'checkpoints') };
    expect(await takeCheckpoint(place, 'one')).toEqual({ problem: expect.stringContaining('ENOTDIR') });
  });
});

describe('what was there before', () => {
  it('is whole though the user amends and clears away', async () => {
    const stand = openStand();
    stand.git(['init', '-q']);
    stand.put('a', 'one');
    stand.git(['add', '-A']);
    stand.git(['commit', '-qm', 'one']);
    const taken = await take(stand.place, 'one');
    stand.put('a', 'two');
    stand.git(['commit', '-qam', 'two', '--amend']);
    stand.git(['reflog', 'expire', '--expire=now', '--all']);
    stand.git(['gc', '-q', '--prune=now']);
    rmSync(join(stand.tree, '.git'), { recursive: true });
    expect(recorded(stand.place, taken.tree)).toEqual({ a: 'one' });
    expect(recorded(stand.place, (await take(stand.place, 'two')).tree)).toEqual({ a: 'two' });
  });

  it('does not hinder: locks and drafts of a process that was killed', async () => {
    const stand = openStand();
    const { repository } = stand.place;
    stand.put('a', 'a');
    await take(stand.place, 'one');
    const dead = join(repository, 'takes', '999999999-x');
    mkdirSync(dead);
    const locks = [
      join(dead, 'index.lock'),
      join(repository, 'refs', 'last.lock'),
      join(repository, 'refs', 'millrace', 'two.lock'),
    ];
    const before = new Date(Date.now() - 3600_000);
    for (const lock of locks) {
      writeFileSync(lock, '');
      utimesSync(lock, before, before);
    }
    stand.put('b', 'b');
    expect(await take(stand.place, 'two')).toMatchObject({ files: 2 });
    expect(locks.filter((lock) => existsSync(lock))).toEqual([]);
    expect(readdirSync(join(repository, 'takes'))).toHaveLength(1);
  });

  it.each(['index', 'known'])('is read anew where it is damaged: %s', async (name) => {
    const stand = openStand();
    const { repository } = stand.place;
    stand.put('a', 'a');
    await take(stand.place, 'one');
    const [current = ''] = readdirSync(join(repository, 'takes'));
    writeFileSync(join(repository, 'takes', current, name), 'damaged');
    stand.put('b', 'b');
    expect(recorded(stand.place, (await take(stand.place, 'two')).tree)).toEqual({ a: 'a', b: 'b' });
  });

  it('is read anew where its objects are gone', async () => {
    const stand = openStand();
    stand.put('d/a', 'a');
    await take(stand.place, 'one');
    for (const folder of readdirSync(join(stand.place.repository, 'objects')))
      if (folder.length === 2) rmSync(join(stand.place.repository, 'objects', folder), { recursive: true });
    stand.put('d/b', 'b');
    expect(recorded(stand.place, (await take(stand.place, 'two')).tree)).toEqual({ 'd/a': 'a', 'd/b': 'b' });
  });
});

describe('names', () => {
  it.each(['a..b', 'x.lock', '.a', 'end.', 'run/x@{1}', 'run/ä b~^:?*[', 'last', '-x'])('%s', async (name) => {
    const stand = openStand();
    const taken = await take(stand.place, `runs/${name}/before`);
    expect(await findCheckpoint(stand.place, `runs/${name}/before`)).toEqual(taken);
    expect(await findCheckpoint(stand.place, `runs/${name}/after`)).toBeNull();
  });
});

describe('at once', () => {
  it('records by the small forker too, and two at a time', async () => {
    const stand = openStand();
    openForker();
    onTestFinished(closeForker);
    for (let number = 0; number < 50; number += 1) stand.put(`f${number}`, `${number}`);
    const all = await Promise.all([1, 2, 3, 4].map((number) => take(stand.place, `${number % 2}`)));
    expect(new Set(all.map(({ tree }) => tree)).size).toBe(1);
    expect(all[0]).toMatchObject({ files: 50, omitted: [] });
    expect(await take(stand.place, 'later')).toMatchObject({ tree: all[0]?.tree });
    verify(stand.place);
  });
});

describe('a shell that the forker starts late', () => {
  /** The forker stands still while a step is done without it, and goes on when the tree is another one. Gives the files that were seen. */
  async function late(before: (work: string) => void): Promise<() => string> {
    const stand = openStand();
    openForker();
    onTestFinished(closeForker);
    stand.put('a', 'a');
    await take(stand.place, 'one');
    const pid = forkerPid() ?? 0;
    process.kill(pid, 'SIGSTOP');
    const work = openWork(stand.place.repository);
    const env = gitEnvironment(stand.place, stand.tree);
    const args = ['two', '', ''];
    const said = await runStep({ work, cwd: stand.tree, env, step: 'look', args }, undefined, 50);
    expect(said).toEqual(['changed']);
    before(work);
    stand.put('of-a-later-step', 'x');
    process.kill(pid, 'SIGCONT');
    await expect.poll(() => isThere(pid), { timeout: 20_000 }).toBe(false);
    return () => readFileSync(join(work, 'others'), 'utf8').replaceAll('\0', ' ').trim();
  }

  const isThere = (pid: number): boolean => spawnSync('kill', ['-0', String(pid)]).status === 0;

  it('does nothing: its turn is over', async () => {
    const seen = await late(() => undefined);
    await pause(1000);
    expect(seen()).toBe('a');
  });

  it('would work in the folder of the later one, if nobody had taken its turn', async () => {
    const seen = await late((work) =>
      readdirSync(work).forEach((name) => name.endsWith('.turn') && rmSync(join(work, name))),
    );
    await expect.poll(seen, { timeout: 20_000 }).toBe('a of-a-later-step');
  });
});
