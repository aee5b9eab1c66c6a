// What is told of an item once is in the files as long as the item lives, however its changes come together: a workspace that is
// taken up from them knows it.
import { describe, expect, it } from 'vitest';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { takeUpScheduler } from '../../core/engine/workspace/take-up.js';
import { appendManifest, readManifest } from '../../disk/mirror/manifest.js';
import type { Origin } from '../../disk/mirror/origin.js';
import { rebuildMirror } from '../../disk/mirror/rebuild.js';
import { verifyMirror } from '../../disk/mirror/verify.js';
import { readRemains, takeInUnheld } from '../../disk/take-up/remains.js';
import { putText } from '../../disk/store/texts.js';
import { taskText } from '../support/task-text.js';
import { heldBy, makeRoom, place, type Room, shownRun, workspaceSection } from './room.js';

const PARTS: [string, Origin][] = [
  ['its depth', { generation: 2 }],
  ['the blocked item that it stands for', { replaces: 'task/T-0' }],
  ['its story', { story: { runs: ['run-7'] } }],
  ['all of that', { generation: 1, replaces: 'incident/I-1', story: { said: [{ issuer: 'ann', reason: 'look' }] } }],
];

async function takenUp(room: Room) {
  const { remains } = await readRemains(room, 'ws');
  return takeUpScheduler(remains, NEWEST_RULES);
}

describe.each(PARTS)('%s', (_what, origin) => {
  it.each([
    ['queued and claimed at once', ['queued', 'active']],
    ['queued and blocked at once', ['queued', 'blocked']],
    ['claimed, blocked and queued again at once', ['queued', 'active', 'blocked', 'queued']],
  ] as const)('survives that its item is %s', async (_how, states) => {
    const room = await makeRoom();
    const entries = await Promise.all(states.map((state, n) => place(room, 'T-1', state, [n + 1, 0])));
    await room.apply(...entries.map((entry, n) => (n === 0 ? { ...entry, ...origin } : entry)));
    expect((await takenUp(room)).items['task/T-1']).toMatchObject(origin);
  });

  it('survives that it comes after what was told later, and a change of the document', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'blocked', [4, 0]));
    const late = { ...(await place(room, 'T-1', 'queued', [3, 0])), ...origin };
    await room.apply(late, await place(room, 'T-1', 'queued', [5, 0], taskText('T-1', 'Summary: new')));
    expect((await takenUp(room)).items['task/T-1']).toMatchObject(origin);
  });

  it('is missed where the manifest lost it, and written anew', async () => {
    const room = await makeRoom();
    const entry = { ...(await place(room, 'T-1', 'queued', [1, 0])), ...origin };
    await room.apply(entry);
    const path = runtimePaths.document('task', 'queued', 'T-1');
    await appendManifest(room, [{ path, sha256: entry.sha256, order: entry.order }]);
    const missed = async () => (await verifyMirror(room, [entry])).map((one) => one.path);
    expect(await missed()).toContain(runtimePaths.manifest);
    await rebuildMirror(room, [entry]);
    expect((await readManifest(room)).get(path)).toMatchObject(origin);
    expect(await missed()).not.toContain(runtimePaths.manifest);
  });
});

it('names who took its place when a superseded item was queued in the same batch', async () => {
  const room = await makeRoom();
  const after = taskText('T-3', 'Depends-On:\n- T-1\n');
  const gone = { ...(await place(room, 'T-1', 'superseded', [2, 0])), replacedBy: 'T-2' };
  await room.apply(await place(room, 'T-1', 'queued', [1, 0]), gone);
  await room.apply(await place(room, 'T-2', 'queued', [3, 0]), await place(room, 'T-3', 'queued', [4, 0], after));
  expect((await takenUp(room)).items['task/T-3']?.waitsFor).toEqual(['T-2']);
});

it('does not say why an item is blocked that left that state in the same batch, and goes on saying it of one that did not', async () => {
  const room = await makeRoom();
  const why = { runId: 'run-1', node: 'checker', outcome: 'BLOCKED', failureClass: 'unknown', reason: 'r' } as const;
  const value = { ...why, needsYou: true, root: 'backlog', at: '2026-01-01T00:00:00Z', remedy: 'look' };
  const blocked = ['T-1', 'T-2'].map((id) => ({ kind: 'blocked' as const, family: 'task', id, value }));
  const both = await Promise.all(['T-1', 'T-2'].map((id) => place(room, id, 'blocked', [1, 0])));
  await room.apply(...blocked, ...both, await place(room, 'T-1', 'queued', [2, 0]));
  expect(await room.names('diagnostics/blocked')).toEqual(['task-T-2.json']);
});

describe('what a stage left and no workflow has placed', () => {
  const path = runtimePaths.document('task', 'queued', 'T-9');

  async function left(stuck: string | null): Promise<Room> {
    const room = await makeRoom();
    const sha256 = await putText(room.state, taskText('T-9'));
    await room.drop(path, taskText('T-9'));
    await appendManifest(room, [{ path, sha256, order: null }]);
    const ref = { family: 'task', id: 'T-9', root: 'backlog', createdAt: '2026-01-01T00:00:00.000Z', dependsOn: [] };
    const emitted = [{ ...ref, sha256, source: 'emission' as const, generation: 3, stuck }];
    const item = { family: 'task', id: 'T-1', root: 'backlog', sha256, generation: 0 };
    await room.apply(
      shownRun([1, 1], { item, emitted, planDigest: sha256 }),
      workspaceSection(5, { turn: 1, active: heldBy }),
    );
    return room;
  }

  it.each([
    ['lies as deep as its activation said, where nobody goes on with that one', null, { state: 'queued' }],
    ['does not run where it lies too deep', 'too deep', { state: 'blocked', reason: 'too deep' }],
  ])('%s', async (_what, stuck, expected) => {
    const found = await readRemains(await left(stuck), 'ws');
    found.remains.shown = [];
    takeInUnheld(found);
    expect(found.remains.items).toMatchObject([{ ref: { id: 'T-9' }, generation: 3, ...expected }]);
  });
});
