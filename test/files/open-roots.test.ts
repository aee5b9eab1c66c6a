// Whether work of a root is left: of queued work the list of what is shown says it, so that ten thousand documents need not be opened.
import { rm, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openAmong } from '../../read/branches.js';
import { taskText } from '../support/task-text.js';
import { makeRoom, place } from './room.js';

it('the root of a queued item is read from the list, and from its document where the list does not say it', async () => {
  const room = await makeRoom();
  const open = (): string[] => [...openAmong(room.workspace, new Set(['one', 'two', 'three']))].sort();
  await room.apply(await place(room, 'a', 'queued', [1, 0], taskText('a', 'Root-Spec-ID: one\n')));
  expect(open()).toEqual(['one']);
  const path = 'tasks/queue/a.md';
  await writeFile(room.at(path), 'nothing of a root');
  expect(open(), 'without its document').toEqual(['one']);
  await room.drop('tasks/queue/b.md', taskText('b', 'Root-Spec-ID: two\n'));
  expect(open()).toEqual(['one', 'two']);
  await rm(room.at(path));
  expect(open()).toEqual(['two']);
});
