// Behind a long line a look does not go into each document that the workspace has taken in.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import { foldersToWatch, listBeingWritten } from './being-written.js';
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

/** With a file in its queue folder for each that waits, of which all but the first two are shown by us; the third is shown no more. */
function dropped(count: number): string {
  const workspace = mkdtempSync(path.join(tmpdir(), 'millrace-dropped-'));
  const folder = path.join(workspace, RUNTIME_DIR);
  const names = Array.from({ length: count }, (_, at) => runtimePaths.document('task', 'queued', `t${at}`));
  const shown = [...names.slice(2).map((name) => ({ path: name })), { path: names[2], gone: true }];
  for (const name of ['state', path.dirname(names[0] ?? '')]) mkdirSync(path.join(folder, name), { recursive: true });
  for (const name of names) writeFileSync(path.join(folder, name), 'half');
  writeFileSync(path.join(folder, runtimePaths.manifest), shown.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return workspace;
}

it.each([3, 302])('of %d files those that are not ours are told until they have rested', (count) => {
  const workspace = dropped(count);
  try {
    const waiting = ['t0', 't1', 't2'].map((id) => runtimePaths.document('task', 'queued', id));
    expect(listBeingWritten(workspace, queue(count), Date.now())).toEqual(waiting);
    expect(listBeingWritten(workspace, queue(count), Date.now() + 60_000)).toEqual([]);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
});
