// A tree in which nothing changed: what is started for it, and that git takes what is written without it for its own.
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { listCheckpoints } from '../../../checkpoints/list.js';
import type { CheckpointPlace } from '../../../checkpoints/place.js';
import { gitThat, openStand, type Stand, take, verify } from './stand.js';

/** Its gits leave their commands in a list; gives them, and begins it anew. */
function listed(stand: Stand): { place: CheckpointPlace; commands: () => string[] } {
  const list = join(stand.room, 'list');
  const place = gitThat(stand, '', `echo "$1" >>'${list}'`);
  const commands = (): string[] => {
    const text = readFileSync(list, 'utf8');
    rmSync(list);
    return text.trim().split('\n').sort();
  };
  return { place, commands };
}

it.each([{ files: 0 }, { files: 3 }])('is looked at, and no more, where it has $files files', async ({ files }) => {
  const stand = openStand();
  const { place, commands } = listed(stand);
  for (let number = 0; number < files; number += 1) stand.put(`f${number}`, 'x');
  // What is younger than a second is read again.
  if (files > 0) await pause(1100);
  const first = await take(place, 'first');
  expect(commands()).toContain('commit-tree');
  const second = await take(place, 'runs/a/1-1/before');
  expect(commands()).toEqual(['diff-files', 'ls-files']);
  expect(second).toEqual({ ...first, at: second.at });
  const kept = await listCheckpoints(place);
  expect(kept.map(({ name, tree }) => [name, tree])).toEqual([
    ['first', first.tree],
    ['runs/a/1-1/before', first.tree],
  ]);
  expect(await take(place, 'runs/a/1-1/before')).toEqual(second);
  verify(place);
  stand.put('new', 'x');
  expect(await take(place, 'third')).toMatchObject({ files: files + 1 });
  verify(place);
});

it('is read anew where the tree of the checkpoint before is gone, as after a power cut', async () => {
  const stand = openStand();
  stand.put('f', 'x');
  await pause(1100);
  const { tree } = await take(stand.place, 'first');
  // What another process wrote.
  const place = { ...stand.place, repository: join(stand.room, 'moved') };
  renameSync(stand.place.repository, place.repository);
  rmSync(join(place.repository, 'objects', tree.slice(0, 2), tree.slice(2)));
  expect(await take(place, 'second')).toMatchObject({ tree, files: 1 });
  verify(place);
});
