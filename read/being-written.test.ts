// Behind a long line a look does not go into each document that the workspace has taken in.
import { expect, it } from 'vitest';
import { foldersToWatch } from './being-written.js';
import type { Folder } from './folders.js';
import type { SnapshotView } from './snapshot.js';

const queue = (count: number): Folder[] => [
  { family: 'task', state: 'queued', ids: Array.from({ length: count }, (_, at) => `t${at}`) },
];
const UNTOLD: SnapshotView = { workspace: null, runs: [], markers: {}, writtenAt: 0, raw: {} };
const SNAPSHOT: SnapshotView = { ...UNTOLD, workspace: { next: [] } as unknown as SnapshotView['workspace'] };

it('no folder where all of a long line is taken in', () => {
  expect(foldersToWatch(queue(301), SNAPSHOT, 0)).toEqual([]);
});

it.each<[string, Folder[], SnapshotView | null, number]>([
  ['one is not taken in', queue(301), SNAPSHOT, 1],
  ['the line is short', queue(300), SNAPSHOT, 0],
  ['there is no snapshot', queue(301), null, 0],
  ['the workspace has not shown itself', queue(301), UNTOLD, 0],
])('every folder where %s', (_why, folders, snapshot, inFolders) => {
  expect(foldersToWatch(folders, snapshot, inFolders)).toBe(folders);
});
