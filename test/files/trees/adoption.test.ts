// A workspace that goes over to trees, or back: a root stays where it began, and those in the workspace go one after the other.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { putTreeSettings } from '../../../activities/tree-settings.js';
import { openGround } from '../../../activities/trees/ground.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import { TREE_DEFAULTS, type TreeSettings } from '../../../core/contracts/trees.js';
import { RUNTIME_DIR, runtimePaths } from '../../../core/contracts/paths.js';
import type { ItemState } from '../../../core/contracts/families.js';
import { noteChanges } from '../../../disk/store/stage-changes.js';
import { readBranches } from '../../../read/branches.js';
import { mixedNotes } from '../../../read/mixed.js';
import { taskText } from '../../support/task-text.js';
import { groundOf, requestOf } from './runs.js';
import { openStand, type Stand } from './stand.js';

const settings = ({ place }: Stand, mode: TreeSettings['mode']): Promise<void> =>
  putTreeSettings(place.dirs.state, { ...TREE_DEFAULTS, mode, lanes: mode === 'per_root' ? 4 : 1 });

/** Its first letter is its root. */
const asked = (task: string): StageRunRequest =>
  requestOf(`run-${task}`, task, { item: { family: 'task', id: task, root: task.charAt(0), sha256: 'a'.repeat(64) } });

const fileOf = ({ place }: Stand, task: string, state: ItemState): string =>
  join(place.dirs.workspace, RUNTIME_DIR, runtimePaths.document('task', state, task));

function put(stand: Stand, task: string, state: ItemState): void {
  const file = fileOf(stand, task, state);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, taskText(task, `Root-Spec-ID: ${task.charAt(0)}\n`));
}

function move(stand: Stand, task: string, from: ItemState, to: ItemState): void {
  mkdirSync(dirname(fileOf(stand, task, to)), { recursive: true });
  renameSync(fileOf(stand, task, from), fileOf(stand, task, to));
}

/** A stage in the workspace is over. */
const worked = ({ place }: Stand, task: string): Promise<void> =>
  noteChanges(place.dirs, {
    ...{
      request: `request-${task}`,
      run: `run-${task}`,
      node: 'builder',
      stage: 1,
      attempt: 1,
      family: 'task',
      id: task,
    },
    ...{ root: task.charAt(0), at: '2026-03-01T10:00:00.000Z' },
    changes: { before: null, after: null, files: 0, added: 0, removed: 0 },
  });

const notes = ({ place: { dirs } }: Stand): string[] =>
  mixedNotes(dirs.workspace, dirs.state, readBranches(dirs.workspace, dirs.state));

it('roots that began in the workspace go on there, none in the middle of the other, and status says which', async () => {
  const stand = openStand();
  await settings(stand, 'in_place');
  put(stand, 'a1', 'active');
  put(stand, 'b1', 'queued');
  await groundOf(stand, asked('a1'));
  await groundOf(stand, asked('b1'));
  await worked(stand, 'a1');
  await worked(stand, 'b0');
  expect(notes(stand)).toEqual([]);
  await settings(stand, 'per_root');
  expect(notes(stand)).toEqual([
    '2 roots still work in the workspace folder, one at a time: a, b. Each stays where it began.',
  ]);
  expect((await groundOf(stand, asked('c1'))).tree?.branch).toBe('millrace/c');
  expect((await groundOf(stand, asked('a1'))).tree, 'it is in the middle itself').toBeUndefined();
  const waits = await openGround(stand.place.dirs, asked('b1'), { env: stand.place.env ?? {} });
  expect(waits).toMatchObject({
    kind: 'refused',
    passes: true,
    why: expect.stringContaining('task/a1 of a') as unknown,
  });
  move(stand, 'a1', 'active', 'done');
  expect((await groundOf(stand, asked('b1'))).tree).toBeUndefined();
  expect(notes(stand)).toEqual([
    '1 root still works in the workspace folder, one at a time: b. Each stays where it began.',
  ]);
});

it('roots that began in trees go on there when new ones work in the workspace', async () => {
  const stand = openStand();
  await settings(stand, 'per_root');
  put(stand, 'a1', 'active');
  await groundOf(stand, asked('a1'));
  expect(notes(stand)).toEqual([]);
  await settings(stand, 'in_place');
  expect((await groundOf(stand, asked('a1'))).tree?.branch).toBe('millrace/a');
  expect((await groundOf(stand, asked('b1'))).tree).toBeUndefined();
  expect(notes(stand)).toEqual([
    '1 root still works on a branch of its own: a. Each stays where it began; new ones work in the workspace folder.',
  ]);
});
