// The files that commands about items leave: an audit line where the item went, amended diagnostics, an archive of what was
// dropped, and whether a superseded task counts as done.
import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ioActivities } from '../../activities/index.js';
import { scanDrops } from '../../disk/intake/scan.js';
import { archiveInvalid } from '../../disk/mirror/archive.js';
import { stoodFor } from '../../disk/mirror/replaced.js';
import { appendManifest } from '../../disk/mirror/manifest.js';
import { readRemains } from '../../disk/take-up/remains.js';
import { jsonLines } from '../../core/json-lines.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { takeUpScheduler } from '../../core/engine/workspace/take-up.js';
import { makeRoom, place, type Room } from './room.js';
import { taskText } from '../support/task-text.js';

const at = '2026-01-01T00:00:00Z';

function cancelled(key: string): MirrorEntry {
  const value = { action: 'cancel_work_item', issuer: 'ada', reason: 'why', issuedAt: at, appliedAt: at };
  const places = { from: 'queued' as const, to: 'cancelled' as const, replacement: null, dependents: ['T-2'] };
  return { kind: 'intervention', key, family: 'task', id: 'T-1', value: { ...value, ...places } };
}

const lines = async (room: Room, folder: string) => jsonLines(await room.read(`${folder}/interventions.jsonl`));

describe('an intervention', () => {
  it('is one line in the folder where the item went, however often it is told', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'cancelled', [1, 0]), cancelled('k1'));
    await room.apply(cancelled('k1'), cancelled('k2'));
    const found = await lines(room, 'tasks/queue/cancelled');
    expect(found.map(({ key }) => key)).toEqual(['k1', 'k2']);
    expect(found[0]).toMatchObject({
      ...{ kind: 'operator_intervention', action: 'cancel_work_item', actor: 'ada', reason: 'why', issued_at: at },
      ...{ work_item_id: 'T-1', source_state: 'queued', destination_state: 'cancelled' },
      ...{ source_path: 'tasks/queue/T-1.md', destination_path: 'tasks/queue/cancelled/T-1.md' },
      affected_dependents: ['T-2'],
    });
  });
});

describe('diagnostics that are amended', () => {
  it('keep what they say of the run and of the failure', async () => {
    const room = await makeRoom();
    const told = { reason: 'r', needsYou: false, root: 'backlog', at, remedy: 'wait' };
    const first = { ...told, runId: 'run-1', node: 'builder', outcome: 'BLOCKED', failureClass: 'other' as const };
    const lost = { ...told, runId: '', node: 'unknown', outcome: 'unknown', failureClass: 'unknown' as const };
    await room.apply({ kind: 'blocked', family: 'task', id: 'T-1', value: first });
    const value = { ...lost, reason: 'nobody helps', needsYou: true };
    await room.apply({ kind: 'blocked', family: 'task', id: 'T-1', value, amends: true });
    const now = JSON.parse(await room.read('diagnostics/blocked/task-T-1.json')) as object;
    expect(now).toMatchObject({ runId: 'run-1', node: 'builder', reason: 'nobody helps', needsYou: true });
  });
});

describe('a superseded task', () => {
  it('is done when what took its place is done, also for a server that lost its data', async () => {
    const room = await makeRoom();
    const old = { ...(await place(room, 'T-1', 'superseded', [1, 0])), replacedBy: 'T-2' };
    const next = await place(room, 'T-3', 'queued', [1, 0], taskText('T-3', 'Depends-On:\n- T-1\n'));
    await room.apply(old, next, await place(room, 'T-2', 'queued', [1, 0]));
    const io = ioActivities(room, {});
    expect(await io.findDone(['T-1', 'T-2', 'T-4'])).toEqual([]);
    const taken = takeUpScheduler((await readRemains(room, 'ws')).remains, 3);
    expect(taken.items['task/T-3']?.waitsFor).toEqual(['T-2']);
    await room.apply(await place(room, 'T-2', 'done', [2, 0]));
    expect(await io.findDone(['T-1', 'T-2'])).toEqual(['T-1', 'T-2']);
    expect(takeUpScheduler((await readRemains(room, 'ws')).remains, 3).items['task/T-3']?.waitsFor).toEqual([]);
  });
});

describe('a task that took the place of another', () => {
  it('stands for all that came before it, in a circle too', async () => {
    const room = await makeRoom();
    const replaced = async (id: string, replacedBy: string) => ({
      ...(await place(room, id, 'superseded', [1, 0])),
      replacedBy,
    });
    await room.apply(await replaced('T-1', 'T-2'), await replaced('T-2', 'T-3'), await replaced('T-5', 'T-4'));
    await room.apply(await place(room, 'T-3', 'queued', [1, 0]), await replaced('T-6', 'T-6'));
    expect((await stoodFor(room, 'T-3')).sort()).toEqual(['T-1', 'T-2']);
    expect(await stoodFor(room, 'T-1')).toEqual([]);
    expect(await stoodFor(room, 'T-6')).toEqual([]);
  });
});

describe('quarantine', () => {
  it('takes an emission of an ended activation for good: it is not put back', async () => {
    const room = await makeRoom();
    const { sha256 } = await place(room, 'T-1', 'queued', [1, 0]);
    await room.drop('tasks/queue/T-1.md', taskText('T-1'));
    await appendManifest(room, [{ path: 'tasks/queue/T-1.md', sha256, order: null }]);
    await room.apply({ kind: 'quarantine', family: 'task', id: 'T-1', sha256, reason: 'ended' });
    expect(await room.names('tasks/queue')).toEqual(['T-1.md.invalid', 'invalid-artifacts.jsonl']);
    expect((await scanDrops(room, 'contents')).missing).toEqual([]);
  });

  it('gives a file to the archive once, with who and why', async () => {
    const room = await makeRoom();
    const what = { family: 'task', path: 'tasks/queue/x.md.invalid', action: 'archive', issuer: 'ada', reason: 'why' };
    expect(await archiveInvalid(room, what)).toBeNull();
    for (const name of ['x.md.invalid', 'x.md.invalid.1']) {
      await room.drop('tasks/queue/x.md.invalid', name);
      expect(await archiveInvalid(room, what)).toBe(`tasks/queue/invalid-archived/${name}`);
    }
    const found = await lines(room, 'tasks/queue/invalid-archived');
    expect(found).toMatchObject([{ actor: 'ada', reason: 'why', destination_state: 'invalid_archived' }, {}]);
    await rm(room.at('tasks/queue/invalid-archived'), { recursive: true });
  });
});
