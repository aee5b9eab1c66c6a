// G1, G20: what an older build admitted and this one refuses is set aside when the workspace goes on from its files, and the rest goes on.
import { rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readRemains } from '../../disk/take-up/remains.js';
import { setAside } from '../../disk/take-up/set-aside.js';
import { readManifest } from '../../disk/mirror/manifest.js';
import { scanDrops } from '../../disk/intake/scan.js';
import type { ItemState } from '../../core/contracts/families.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import { takeUpScheduler } from '../../core/engine/workspace/take-up.js';
import { taskText } from '../support/task-text.js';
import { makeRoom, place, type Room, shownRun, workspaceSection } from './room.js';

const dependsOn = (ids: readonly string[]): string => `\nDepends-On:\n${ids.map((id) => `- ${id}`).join('\n')}\n`;
const OLD = {
  'more tasks than are allowed': taskText('T-old', dependsOn(Array.from({ length: 8000 }, (_, n) => `t${n}`))),
  'a task that is no id': taskText('T-old', dependsOn(['__proto__'])),
  'a title without end': taskText('T-old').replace(/^# .*/, `# ${'t'.repeat(600)}`),
  'a field that is missing': taskText('T-old').replace(/^Created-By.*\n/m, ''),
};

/** A sound document, and `text` as an older build admitted it. */
async function roomWith(text: string, state: ItemState): Promise<Room> {
  const room = await makeRoom();
  await room.apply(await place(room, 'T-1', 'queued', [1, 0]));
  await room.apply(await place(room, 'T-old', state, [2, 0], text), workspaceSection(3));
  return room;
}

const invalid = async (room: Room): Promise<string[]> =>
  (await room.names('tasks/queue')).filter((name) => name.includes('.invalid'));

describe.each(Object.entries(OLD))('a document with %s', (_name, text) => {
  it.each(['queued', 'blocked'] as const)('that is %s is set aside with what is wrong, once', async (state) => {
    const room = await roomWith(text, state);
    const { remains, refused, lost } = await readRemains(room, 'ws');
    expect(lost).toEqual([]);
    expect(refused).toMatchObject([{ id: 'T-old', reason: expect.stringMatching(/^MR\d{4}/) }]);
    await setAside(room, refused);
    await setAside(room, (await readRemains(room, 'ws')).refused);
    expect(await invalid(room)).toEqual(['T-old.md.invalid']);
    expect(await room.read('tasks/queue/T-old.md.invalid')).toBe(text);
    expect([...(await readManifest(room)).keys()]).toEqual(['tasks/queue/T-1.md']);
    expect((await scanDrops(room)).missing, 'its loss is not made good').toEqual([]);
    expect(Object.keys(takeUpScheduler(remains, NEWEST_RULES).items)).toEqual(['task/T-1']);
  });
});

it('is set aside from the store when its file is gone', async () => {
  const room = await roomWith(OLD['a task that is no id'], 'queued');
  await rm(room.at('tasks/queue/T-old.md'));
  await setAside(room, (await readRemains(room, 'ws')).refused);
  expect(await invalid(room)).toEqual(['T-old.md.invalid']);
});

it.each(['done', 'cancelled', 'superseded'] as const)('goes on counting when it is over: %s', async (state) => {
  const room = await roomWith(OLD['more tasks than are allowed'], state);
  const { remains, refused } = await readRemains(room, 'ws');
  expect(refused).toEqual([]);
  expect(takeUpScheduler(remains, NEWEST_RULES).finished).toMatchObject([{ key: 'task/T-old' }]);
});

const sha = 'a'.repeat(64);
const item = { family: 'task', id: 'T-1', root: 'backlog', sha256: sha, generation: 0 };
const active = { family: 'task', id: 'T-1', runId: 'run-1', root: 'backlog' };
const sound = { ...{ planDigest: sha, item }, ...{ turn: 1 } };

describe('a snapshot whose turn is', () => {
  it.each([
    ['of the root __proto__', { item: { ...item, root: '__proto__' } }],
    ['of an item that leads out', { item: { ...item, id: '../x' } }],
    ['of an id that is a number', { item: { ...item, id: 7 } }],
    ['on a plan that is none', { planDigest: 'constructor' }],
    ['of a run that is no id', { runId: '../../runs' }],
    ['counted backwards', { order: -1 }],
    ['with documents that are none', { emitted: [{ family: 'task' }] }],
  ])('%s begins it again, and takes the rest from the folders', async (_name, change) => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'active', [1, 0]));
    await room.apply(shownRun([1, 1], { ...sound, ...change } as object), workspaceSection(3, { active }));
    const { remains } = await readRemains(room, 'ws');
    const state = takeUpScheduler(remains, NEWEST_RULES);
    expect(state).toMatchObject({ turns: [], seq: 4, lastTurn: 1 });
    expect(state.items['task/T-1']).toMatchObject({ state: 'queued' });
  });

  it('sound is gone on with', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'active', [1, 0]));
    await room.apply(shownRun([1, 1], sound), workspaceSection(3, { active }));
    expect(takeUpScheduler((await readRemains(room, 'ws')).remains, NEWEST_RULES).turns).toMatchObject([{ item }]);
  });

  it.each([7, [], { seq: 'x' }, { seq: 1, turn: 1, pauseSources: 'operator' }])(
    'in the form of %j goes on from the folders',
    async (value) => {
      const room = await makeRoom();
      await room.apply(await place(room, 'T-1', 'queued', [1, 0]));
      const text = JSON.stringify({ sections: { workspace: value, activation: value, orders: {} } });
      await writeFile(room.at('state/runtime_snapshot.json'), text);
      const state = takeUpScheduler((await readRemains(room, 'ws')).remains, NEWEST_RULES);
      expect(state).toMatchObject({ turns: [], pauses: [], items: { 'task/T-1': { state: 'queued' } } });
    },
  );
});
