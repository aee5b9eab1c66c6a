// Checkpoints of a small tree: what is recorded, and what is told of the difference.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Checkpoint, Taken } from '../../../core/contracts/checkpoints.js';
import { summed } from '../../../core/changes/summed.js';
import { changesBetween } from '../../../checkpoints/changes.js';
import { type CheckpointPlace, checkpointPlace } from '../../../checkpoints/place.js';
import { takeCheckpoint } from '../../../checkpoints/take.js';

const rooms: string[] = [];
afterEach(() => rooms.splice(0).forEach((room) => rmSync(room, { recursive: true, force: true })));

function fresh(): CheckpointPlace {
  const room = mkdtempSync(join(tmpdir(), 'millrace-checkpoints-'));
  rooms.push(room);
  mkdirSync(join(room, 'tree'));
  return checkpointPlace({ workspace: join(room, 'tree'), state: join(room, 'state') });
}

const recorded = (taken: Taken): Checkpoint => {
  if ('problem' in taken) throw new Error(taken.problem);
  return taken;
};

it('records a folder without git, nested repositories as folders, and tells what changed', async () => {
  const place = fresh();
  const put = (name: string, text: string) => writeFileSync(join(place.tree, name), text);
  put('a', 'one\n');
  mkdirSync(join(place.tree, 'nest', 'inner'), { recursive: true });
  for (const folder of ['nest', 'nest/inner']) execFileSync('git', ['init', '-q', join(place.tree, folder)]);
  put('nest/b', 'x\n');
  put('nest/inner/c', 'x\n');
  const before = recorded(await takeCheckpoint(place, 'runs/a..b/1-1/before'));
  expect(before.files).toBe(3);
  put('a', 'one\ntwo\n');
  rmSync(join(place.tree, 'nest', 'b'));
  symlinkSync('a', join(place.tree, 'link'));
  const after = recorded(await takeCheckpoint(place, 'runs/a..b/1-1/after'));
  const changes = await changesBetween(place, before.tree, after.tree);
  expect(changes.map(({ path, kind, added, removed }) => [path, kind, added, removed])).toEqual([
    ['a', 'modified', 1, 0],
    ['link', 'added', 1, 0],
    ['nest/b', 'deleted', 0, 1],
  ]);
  expect(summed([changes])).toEqual({ files: 3, added: 2, removed: 1 });
});

it('records what a nested repository tracks though it ignores it, whenever it began to', async () => {
  const place = fresh();
  const nest = join(place.tree, 'nest');
  const git = (...args: string[]) => execFileSync('git', ['-C', nest, ...args], { stdio: 'pipe' });
  const put = (name: string, text: string) => writeFileSync(join(nest, name), text);
  mkdirSync(nest, { recursive: true });
  git('init', '-q');
  put('.gitignore', '*.log\n');
  for (const name of ['early.log', 'late.log', 'never.log']) put(name, 'one\n');
  git('add', '-f', 'early.log');
  const first = recorded(await takeCheckpoint(place, 'first'));
  git('add', '-f', 'late.log');
  const second = recorded(await takeCheckpoint(place, 'second'));
  for (const name of ['early.log', 'late.log', 'never.log']) put(name, 'one\ntwo\n');
  const third = recorded(await takeCheckpoint(place, 'third'));
  const told = async (before: string, after: string) =>
    (await changesBetween(place, before, after)).map(({ path, kind }) => [path, kind]);
  expect(first.files).toBe(2);
  expect(await told(first.tree, second.tree)).toEqual([['nest/late.log', 'added']]);
  expect(await told(second.tree, third.tree)).toEqual([
    ['nest/early.log', 'modified'],
    ['nest/late.log', 'modified'],
  ]);
});

it('gives what is there when a name is taken again', async () => {
  const place = fresh();
  const before = recorded(await takeCheckpoint(place, 'before'));
  writeFileSync(join(place.tree, 'half-done'), 'work');
  expect(await takeCheckpoint(place, 'before')).toEqual(before);
});
