import { symlink, utimes } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { quarantineFile } from '../../disk/intake/scan.js';
import { listBlocked } from '../../read/blocked.js';
import { lastDeed } from '../../read/deeds.js';
import { readEvents } from '../../read/events.js';
import { readHeads } from '../../read/heads.js';
import { waitingReasons } from '../../read/waiting.js';
import { listFolders } from '../../read/folders.js';
import { needsOf } from '../../read/needs.js';
import { listInvalid } from '../../read/invalid.js';
import { listItems } from '../../read/items.js';
import { listRuns } from '../../read/runs.js';
import { readLine } from '../../read/line.js';
import { readSnapshot } from '../../read/snapshot.js';
import { entriesOfStory, treeOf } from './story.js';
import { makeRoom, place, workspaceSection } from './room.js';
import { taskText } from '../support/task-text.js';

describe('reading the mirror', () => {
  it('gives empty answers for a fresh workspace, and for a directory that is none', async () => {
    const room = await makeRoom();
    for (const workspace of [room.workspace, '/nonexistent']) {
      expect(readSnapshot(workspace)).toBeNull();
      expect([readEvents(workspace, 5), listInvalid(workspace), listItems(workspace, readHeads(workspace))]).toEqual([
        [],
        [],
        [],
      ]);
      expect([listBlocked(workspace), listRuns(workspace)]).toEqual([[], []]);
    }
  });

  it('gives back what was shown, and changes nothing', async () => {
    const room = await makeRoom();
    await room.apply(...(await entriesOfStory(room)));
    const before = await treeOf(room);
    expect(readSnapshot(room.workspace)).toMatchObject({
      workspace: { seq: 9, phase: 'running' },
      runs: [{ node: 'builder' }],
      markers: { execution: 'BUILDER_RUNNING' },
    });
    expect(listBlocked(room.workspace)).toMatchObject([{ id: 'T-1', title: 'Task T-1', diagnostics: { reason: 'r' } }]);
    expect(
      listItems(room.workspace, readHeads(room.workspace), { family: 'task', state: 'queued' }).map(({ id }) => id),
    ).toEqual(['T-own']);
    expect(listInvalid(room.workspace)).toMatchObject([{ source: 'T-bad.md', reason: 'the id is taken' }]);
    expect(await treeOf(room)).toEqual(before);
  });

  it('knows the title and the needs of a queued document without its file, and why it waits', async () => {
    const room = await makeRoom();
    const entry = await place(room, 'T-1', 'queued', [1, 0], taskText('T-1', '\nDepends-On:\n- T-2\n- T-9\n'));
    await room.apply(entry, await place(room, 'T-2', 'queued', [1, 0], taskText('T-2', '\nDepends-On:\n- T-1\n')));
    await room.drop('tasks/queue/T-1.md', '# changed since');
    await room.drop('tasks/done/T-9.md', taskText('T-9'));
    const heads = readHeads(room.workspace);
    const [first] = listItems(room.workspace, heads, { state: 'queued' });
    expect(first).toMatchObject({ title: 'Task T-1', createdAt: '2026-01-01T00:00:00.000Z', needs: ['T-2', 'T-9'] });
    const why = waitingReasons(listFolders(room.workspace), heads, null);
    expect(first && why(first)).toBe('waits for itself: T-1 needs T-2 needs T-1');
  });

  it('lists the line as the workspace named it, then the rest by creation, and nothing that has left the queue', async () => {
    const room = await makeRoom();
    for (const [id, day] of [
      ['a', 3],
      ['b', 2],
      ['c', 1],
      ['d', 1],
    ] as const)
      await room.drop(`tasks/queue/${id}.md`, taskText(id).replace('2026-01-01', `2026-01-0${day}`));
    const next = ['gone', 'd', 'a'].map((id) => ({ family: 'task', id }));
    await room.apply(workspaceSection(3, { next }));
    const line = readLine(listFolders(room.workspace), readSnapshot(room.workspace));
    expect(line).toMatchObject({ count: 4, isLong: false });
    expect(line.inOrder(readHeads(room.workspace)).map(({ id }) => id)).toEqual(['d', 'a', 'c', 'b']);
  });

  it('says that a person is needed for work that waits for itself', async () => {
    const room = await makeRoom();
    await room.drop('tasks/queue/T-1.md', taskText('T-1', '\nDepends-On:\n- T-0\n- T-9\n'));
    await room.drop('tasks/queue/superseded/T-9.md', taskText('T-9'));
    const waiting = [
      { family: 'task', id: 'T-1', reason: 'waits for task T-0, which is cancelled', never: true, on: 'T-0' },
    ];
    const snapshot = { workspace: { waiting } } as unknown as NonNullable<ReturnType<typeof readSnapshot>>;
    const remedy = (from: string): unknown =>
      expect.stringContaining(`retarget T-1 --from ${from} --to TASK\`; TASK is`);
    const needed = { what: 'waiting', name: 'task/T-1' };
    expect(needsOf(room.workspace, snapshot, [], [])).toMatchObject([{ ...needed, remedy: remedy('T-0') }]);
    // The document names the task whose place was taken.
    Object.assign(waiting[0] ?? {}, { on: 'T-10' });
    expect(needsOf(room.workspace, snapshot, [], [])).toMatchObject([{ ...needed, remedy: remedy('T-9') }]);
    expect(needsOf(room.workspace, null, [], [])).toEqual([]);
  });

  it('says that a person is needed for a task that nobody knows once nothing runs that could bring it', async () => {
    const room = await makeRoom();
    const waiting = [{ family: 'task', id: 'T-1', reason: 'waits for task ghost, which is unknown', unknown: 'ghost' }];
    const needs = (phase: string) =>
      needsOf(room.workspace, { workspace: { phase, waiting } } as unknown as ReturnType<typeof readSnapshot>, [], []);
    expect(needs('running')).toEqual([]);
    expect(needs('idle')).toMatchObject([
      { name: 'task/T-1', remedy: expect.stringContaining('add task ghost') as string },
    ]);
  });

  it('passes over torn files', async () => {
    const room = await makeRoom();
    await room.drop('state/runtime_snapshot.json', '{"schema');
    await room.drop(
      'logs/runtime_events.jsonl',
      '{"event_type":"a","occurred_at":"t","key":"k","data":{}}\n{"event_ty',
    );
    await room.apply(await place(room, 'T-1', 'blocked', [1, 0]));
    await room.drop('diagnostics/blocked/task-T-1.json', '{');
    await room.drop('tasks/queue/lost.md.invalid.3', 'x');
    expect(readSnapshot(room.workspace)?.workspace ?? null).toBeNull();
    expect(readEvents(room.workspace, 5).map(({ type }) => type)).toEqual(['a']);
    expect(listBlocked(room.workspace)).toMatchObject([{ id: 'T-1', diagnostics: null }]);
    expect(listInvalid(room.workspace)).toMatchObject([{ source: 'lost.md', reason: null, at: null }]);
  });

  it('says who did what to an item last, and why, and nothing of what the runtime does by itself', async () => {
    const room = await makeRoom();
    const by = (work_item: string, issuer: string, reason: string) => ({ work_item, issuer, reason, command_id: 'c' });
    const lines = [
      { event_type: 'work_item_requeued', data: by('task/T-1', 'ops', 'once more') },
      { event_type: 'work_item_cancelled', data: by('task/T-1', 'ana', 'not wanted') },
      { event_type: 'work_item_cancelled', data: by('task/T-2', 'ops', 'other') },
      { event_type: 'work_item_done', data: { work_item: 'task/T-3' } },
    ].map((event) => JSON.stringify({ occurred_at: '2026-01-01T00:00:00Z', ...event }));
    await room.drop('logs/runtime_events.jsonl', `${lines.join('\n')}\n`);
    expect(lastDeed(readEvents(room.workspace, 9), 'task/T-1')).toMatchObject({
      what: 'cancelled',
      issuer: 'ana',
      reason: 'not wanted',
    });
    expect(lastDeed(readEvents(room.workspace, 9), 'task/T-3')).toBeNull();
  });

  it('gives the last events of a long log, oldest first', async () => {
    const room = await makeRoom();
    const line = (n: number) =>
      JSON.stringify({ event_type: `e${n}`, occurred_at: 't', key: `${n}`, data: { pad: 'x'.repeat(200) } });
    await room.drop('logs/runtime_events.jsonl', `${Array.from({ length: 3000 }, (_, n) => line(n)).join('\n')}\n`);
    expect(readEvents(room.workspace, 2).map(({ type }) => type)).toEqual(['e2998', 'e2999']);
    expect(readEvents(room.workspace, 2500)).toHaveLength(2500);
    expect(readEvents(room.workspace, 9000)).toHaveLength(3000);
    expect(readEvents(room.workspace, 0)).toEqual([]);
  });

  it('does not show what a link points to', async () => {
    const room = await makeRoom();
    await symlink('/etc/passwd', room.at('tasks/queue/T-1.md'));
    expect(listItems(room.workspace, readHeads(room.workspace))).toEqual([]);
  });

  it('knows an invalid file until a person removed it', async () => {
    const room = await makeRoom();
    await room.drop('tasks/queue/bad.md', taskText('other'));
    await quarantineFile(room, { family: 'task', path: 'tasks/queue/bad.md', reason: 'why' });
    expect(listInvalid(room.workspace)).toMatchObject([{ path: 'tasks/queue/bad.md.invalid', reason: 'why' }]);
  });

  it('lists runs, the newest first', async () => {
    const room = await makeRoom();
    for (const [run, time] of [
      ['run-a', 100],
      ['run-b', 300],
      ['run-c', 200],
    ] as const) {
      await room.drop(`runs/${run}/x`, '');
      await utimes(room.at(`runs/${run}`), time, time);
    }
    expect(listRuns(room.workspace).map(({ runId }) => runId)).toEqual(['run-b', 'run-c', 'run-a']);
  });
});
