import { execFile } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { applyBatch } from '../../disk/mirror/apply.js';
import { compactManifest, readManifest } from '../../disk/mirror/manifest.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { entriesOfStory, treeOf } from './story.js';
import { heldBy, makeRoom, place, shownRun, workspaceSection } from './room.js';
import { taskText } from '../support/task-text.js';

const STATES = ['queue', 'active', 'done', 'blocked'];

describe('place', () => {
  it('shows the document in the folder of its state and in no other', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'queued', [1, 0]));
    await room.apply(await place(room, 'T-1', 'active', [2, 0]));
    await room.apply(await place(room, 'T-1', 'cancelled', [3, 0]));
    for (const state of STATES)
      expect((await room.names(`tasks/${state}`)).filter((n) => n.endsWith('.md'))).toEqual([]);
    expect(await room.read('tasks/queue/cancelled/T-1.md')).toBe(taskText('T-1'));
  });

  it('drops what is older than what it shows', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'active', [2, 1]));
    await room.apply(await place(room, 'T-1', 'queued', [2, 0]), await place(room, 'T-1', 'done', [1, 9]));
    expect(await room.names('tasks/active')).toEqual(['T-1.md']);
    expect(await room.names('tasks/queue')).toEqual([]);
    expect(await room.names('tasks/done')).toEqual([]);
  });

  it('shows the newest of several changes of one item in a batch', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'done', [3, 0]), await place(room, 'T-1', 'active', [2, 0]));
    expect(await room.names('tasks/done')).toEqual(['T-1.md']);
    expect(await room.names('tasks/active')).toEqual([]);
  });

  it('replaces the text of a revision', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'queued', [1, 0]));
    await room.apply(await place(room, 'T-1', 'queued', [2, 0], taskText('T-1', 'Summary: new')));
    expect(await room.read('tasks/queue/T-1.md')).toContain('Summary: new');
    expect((await readManifest(room)).get('tasks/queue/T-1.md')?.order).toEqual([2, 0]);
    await room.apply(await place(room, 'T-1', 'active', [1, 5]));
    expect(await room.names('tasks/active')).toEqual([]);
  });

  it('announces a file before it appears, so that nobody takes it for a drop', async () => {
    const room = await makeRoom();
    const entry = { ...(await place(room, 'T-1', 'queued', [1, 0])), sha256: sha256Hex('never stored') };
    await expect(room.apply(entry)).rejects.toThrow(/is missing/);
    expect((await readManifest(room)).has('tasks/queue/T-1.md')).toBe(true);
  });

  it('restores what a stage moved by itself, without a second copy', async () => {
    const room = await makeRoom();
    const entry = await place(room, 'T-1', 'active', [1, 0]);
    await room.apply(entry);
    await rename(room.at('tasks/active/T-1.md'), room.at('tasks/done/T-1.md'));
    await room.apply(entry);
    expect(await room.names('tasks/active')).toEqual(['T-1.md']);
    expect(await room.names('tasks/done')).toEqual([]);
  });

  it('leaves a queued document alone that a person has just changed', async () => {
    const room = await makeRoom();
    const entry = await place(room, 'T-1', 'queued', [1, 0]);
    await room.apply(entry);
    await room.drop('tasks/queue/T-1.md', 'edited');
    await room.apply(entry);
    expect(await room.read('tasks/queue/T-1.md')).toBe('edited');
  });

  it('leaves a changed document in the queue folder as a drop when its item was claimed meanwhile', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'queued', [1, 0]));
    await room.drop('tasks/queue/T-1.md', 'edited');
    await room.apply(await place(room, 'T-1', 'active', [2, 0]));
    expect(await room.read('tasks/queue/T-1.md')).toBe('edited');
    expect([...(await readManifest(room)).keys()]).toEqual(['tasks/active/T-1.md']);
  });

  it('restores an active document that was changed, keeps the change, and says so', async () => {
    const room = await makeRoom();
    const entry = await place(room, 'T-1', 'active', [1, 0]);
    await room.apply(entry);
    await room.drop('tasks/active/T-1.md', 'scribbled');
    await room.apply(entry);
    expect(await room.read('tasks/active/T-1.md')).toBe(taskText('T-1'));
    const kept = sha256Hex('scribbled');
    expect(await readFile(path.join(room.state, 'texts', kept.slice(0, 2), kept), 'utf8')).toBe('scribbled');
    expect(await room.read('logs/runtime_events.jsonl')).toContain('mirror_restored');
  });

  it("puts a link or a folder in a document's place into quarantine and shows the document", async () => {
    const room = await makeRoom();
    const entry = await place(room, 'T-1', 'active', [1, 0]);
    await symlink('/etc/passwd', room.at('tasks/active/T-1.md'));
    await mkdir(room.at('tasks/done/T-1.md'));
    await room.apply(entry);
    expect(await room.read('tasks/active/T-1.md')).toBe(taskText('T-1'));
    expect(await room.names('tasks/done')).toEqual([]);
    expect(await room.names('tasks/queue')).toEqual(['T-1.md.invalid', 'T-1.md.invalid.1', 'invalid-artifacts.jsonl']);
  });

  it('takes a text that the store lost from the place where it is shown', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'queued', [1, 0]));
    const entry = await place(room, 'T-1', 'active', [2, 0]);
    await rm(room.state, { recursive: true });
    await room.apply(entry);
    expect(await room.read('tasks/active/T-1.md')).toBe(taskText('T-1'));
  });

  it('applies the rest when one text is lost, and says which', async () => {
    const room = await makeRoom();
    const lost = { ...(await place(room, 'T-1', 'queued', [1, 0])), sha256: sha256Hex('lost') };
    const fine = await place(room, 'T-2', 'queued', [1, 0]);
    await expect(room.apply(lost, fine, workspaceSection(7))).rejects.toThrow(/Not everything.*is missing/);
    expect(await room.names('tasks/queue')).toEqual(['T-2.md']);
    expect(JSON.parse(await room.read('state/runtime_snapshot.json'))).toMatchObject({ seq: 7 });
  });

  it.each([
    ['a text that nobody has', { sha256: sha256Hex('lost') }, 'is missing'],
    ['an id that is none', { id: '__proto__' }, 'not a safe one'],
    ['a family that is none', { family: 'Constructor' }, "not a family's id"],
  ])('keeps nothing else waiting for ever: %s is said once instead', async (_what, change, reason) => {
    const room = await makeRoom();
    const bad = { ...(await place(room, 'T-1', 'queued', [1, 0])), ...change };
    const batch = { writer: 'w', entries: [bad, await place(room, 'T-2', 'queued', [1, 0])] };
    await expect(applyBatch(room, batch, 5)).rejects.toThrow(reason);
    for (const attempt of [6, 7]) await applyBatch(room, batch, attempt);
    const said = (await room.read('logs/runtime_events.jsonl'))
      .split('\n')
      .filter((line) => line.includes('mirror_gave_up'));
    expect(said).toEqual([expect.stringContaining(reason)]);
    expect(await room.names('tasks/queue')).toEqual(['T-2.md']);
  });

  it('writes nothing for an id or a family that leads out', async () => {
    const room = await makeRoom();
    const entry = await place(room, 'T-1', 'queued', [1, 0]);
    await expect(room.apply({ ...entry, id: '../../../evil' })).rejects.toThrow(/the item's is not a safe one/);
    await expect(room.apply({ ...entry, family: '../x' })).rejects.toThrow(/not a family's id/);
    expect(await readdir(room.workspace)).toEqual(['millrace-agents']);
  });

  it('writes nothing through a folder that is a link', async () => {
    const room = await makeRoom();
    const outside = path.join(path.dirname(room.workspace), 'outside');
    await mkdir(outside);
    await rm(room.at('tasks/active'), { recursive: true });
    await symlink(outside, room.at('tasks/active'));
    await room.apply(await place(room, 'T-1', 'active', [1, 0]));
    expect(await room.names('tasks/active')).toEqual(['T-1.md']);
    expect(await room.names('tasks')).toContain('active.foreign');
    expect(await readdir(outside)).toEqual([]);
  });

  it('places 3,000 items', async () => {
    const room = await makeRoom();
    const text = taskText('same');
    for (let batch = 0; batch < 15; batch += 1) {
      const ids = Array.from({ length: 200 }, (_, n) => `T-${batch * 200 + n}`);
      await room.apply(...(await Promise.all(ids.map((id) => place(room, id, 'queued', [1, 0], text)))));
    }
    expect(await room.names('tasks/queue')).toHaveLength(3000);
    expect((await readManifest(room)).size).toBe(3000);
  });
});

describe('a batch', () => {
  it('applied twice is the same as applied once', async () => {
    const room = await makeRoom();
    const entries = await entriesOfStory(room);
    await room.apply(...entries);
    const once = await treeOf(room);
    await room.apply(...entries);
    expect(await treeOf(room)).toEqual(once);
  });

  it('is whole after a crash at any entry and a repeat', async () => {
    const whole = await makeRoom();
    await whole.apply(...(await entriesOfStory(whole)));
    const wanted = await treeOf(whole);
    for (let cut = 1; cut < (await entriesOfStory(whole)).length; cut += 1) {
      const room = await makeRoom();
      const entries = await entriesOfStory(room);
      await room.apply(...entries.slice(0, cut));
      await room.apply(...entries);
      expect(await treeOf(room), `cut after ${cut}`).toEqual(wanted);
    }
  });

  it('survives torn ends of manifest and log, and a torn snapshot', async () => {
    const room = await makeRoom();
    const entries = await entriesOfStory(room);
    await room.apply(...entries);
    const wanted = await treeOf(room);
    for (const file of ['state/mirror_manifest.jsonl', 'logs/runtime_events.jsonl']) {
      await writeFile(room.at(file), `${await room.read(file)}{"path":"tasks/que`);
    }
    await writeFile(room.at('state/runtime_snapshot.json'), '{"sections":');
    await room.apply(...entries);
    expect((await treeOf(room)).documents).toEqual(wanted.documents);
    expect((await treeOf(room)).snapshot).toEqual(wanted.snapshot);
    await room.apply({ kind: 'event', key: 'after', type: 'x', at: '2026-01-01T00:00:00Z', data: {} });
    expect(await room.read('logs/runtime_events.jsonl')).toMatch(/\n\{.*"key":"after".*\n$/);
  });
});

describe('snapshot, markers, events, diagnostics', () => {
  it('makes the flat fields from the sections', async () => {
    const room = await makeRoom();
    await room.apply(
      workspaceSection(3, { pauseSources: ['operator'], phase: 'paused', active: heldBy }),
      shownRun([1, 1]),
    );
    await room.apply({ kind: 'marker', order: [1, 2], plane: 'execution', marker: 'BUILDER_RUNNING' });
    expect(JSON.parse(await room.read('state/runtime_snapshot.json'))).toMatchObject({
      paused: true,
      pause_sources: ['operator'],
      active_node_id: 'builder',
      active_work_item_id: 'T-1',
      execution_status_marker: '### BUILDER_RUNNING',
      planning_status_marker: '### IDLE',
      queue_depth_execution: 2,
      run: { requestId: 'request-1' },
    });
    expect(await room.read('state/execution_status.md')).toBe('### BUILDER_RUNNING\n');
  });

  it('keeps each part at its newest, whatever the order of arrival, and the last outcome when the run is over', async () => {
    const room = await makeRoom();
    await room.apply(workspaceSection(5), shownRun([2, 3], { lastOutcome: 'CHECKER_PASS' }));
    await room.apply(workspaceSection(4), shownRun([2, 2], { node: 'old' }));
    expect(JSON.parse(await room.read('state/runtime_snapshot.json'))).toMatchObject({
      seq: 5,
      active_stage: 'builder',
      last_terminal_result: 'CHECKER_PASS',
    });
    await room.apply({ kind: 'run', order: [2, 9], value: null }, workspaceSection(6, { lastOutcome: 'CHECKER_PASS' }));
    expect(JSON.parse(await room.read('state/runtime_snapshot.json'))).toMatchObject({
      active_stage: null,
      last_terminal_result: 'CHECKER_PASS',
    });
  });

  it('logs an event once per key, also when another process has logged it', async () => {
    const room = await makeRoom();
    const event = { kind: 'event' as const, key: 'k', type: 't', at: '2026-01-01T00:00:00Z', data: { n: 1 } };
    await room.apply(event, event);
    await writeFile(
      room.at('logs/runtime_events.jsonl'),
      `${await room.read('logs/runtime_events.jsonl')}{"key":"other"}\n`,
    );
    await room.apply(event, { ...event, key: 'other' });
    expect((await room.read('logs/runtime_events.jsonl')).split('\n')).toHaveLength(3);
  });

  it('shows why an item is blocked until it leaves that state', async () => {
    const room = await makeRoom();
    const value = {
      runId: 'run-1',
      node: 'checker',
      outcome: 'BLOCKED',
      failureClass: 'other' as const,
      reason: 'why',
      needsYou: true,
    };
    const more = { root: 'backlog', at: '2026-01-01T00:00:00Z', remedy: 'retry' };
    await room.apply({ kind: 'blocked', family: 'task', id: 'T-1', value: { ...value, ...more } });
    await room.apply(await place(room, 'T-1', 'blocked', [1, 0]));
    expect(JSON.parse(await room.read('diagnostics/blocked/task-T-1.json'))).toMatchObject({
      id: 'T-1',
      reason: 'why',
    });
    await room.apply(await place(room, 'T-1', 'queued', [2, 0]));
    expect(await room.names('diagnostics/blocked')).toEqual([]);
  });
});

describe('a batch of many documents', () => {
  const ids = Array.from({ length: 30 }, (_, at) => `T-${at + 1}`);

  it('leaves each in the folder of its state alone, also where places are taken or cannot be listed', async () => {
    const room = await makeRoom();
    const states = ['queued', 'active', 'blocked', 'done'] as const;
    for (const [turn, state] of states.entries()) {
      // What somebody else left in places that should be empty.
      await room.drop('tasks/superseded/T-2.md', taskText('T-2'));
      await room.drop('tasks/blocked/T-3.md', taskText('T-3'));
      await rm(room.at('tasks/queue/cancelled'), { recursive: true, force: true });
      await writeFile(room.at('tasks/queue/cancelled'), 'no folder');
      await room.apply(...(await Promise.all(ids.map((id) => place(room, id, state, [turn + 1, 0])))));
      const folder = state === 'queued' ? 'queue' : state;
      for (const other of ['queue', 'active', 'blocked', 'done'])
        expect((await room.names(`tasks/${other}`)).filter((name) => name.startsWith('T-'))).toHaveLength(
          other === folder ? ids.length : 0,
        );
    }
  });

  it('keeps what stands in the place of one, and forgets why they were blocked', async () => {
    const room = await makeRoom();
    await room.apply(...(await Promise.all(ids.map((id) => place(room, id, 'blocked', [1, 0])))));
    for (const id of ids) await room.drop(`diagnostics/blocked/task-${id}.json`, '{}');
    await room.drop('tasks/done/T-7.md', 'somebody wrote here');
    await room.apply(...(await Promise.all(ids.map((id) => place(room, id, 'queued', [2, 0])))));
    expect(await room.names('tasks/done')).toEqual([]);
    expect(await room.read('logs/runtime_events.jsonl')).toContain(sha256Hex('somebody wrote here'));
    expect(await room.names('diagnostics/blocked')).toEqual([]);
  });
});

describe('manifest', () => {
  it('takes in a line of another process that was half written at the last look', async () => {
    const room = await makeRoom();
    const line = JSON.stringify({ path: 'tasks/queue/T-1.md', sha256: 'x', order: [1, 0] });
    await writeFile(room.at('state/mirror_manifest.jsonl'), line.slice(0, 20));
    expect((await readManifest(room)).size).toBe(0);
    await appendFile(room.at('state/mirror_manifest.jsonl'), `${line.slice(20)}\n`);
    expect([...(await readManifest(room)).keys()]).toEqual(['tasks/queue/T-1.md']);
  });

  it('says the same after compaction, with one line per path', async () => {
    const room = await makeRoom();
    for (let turn = 1; turn < 6; turn += 1) {
      await room.apply(await place(room, 'T-1', turn % 2 === 0 ? 'active' : 'queued', [turn, 0]));
    }
    const before = new Map(await readManifest(room));
    await compactManifest(room, 0);
    expect(new Map(await readManifest(room))).toEqual(before);
    expect((await room.read('state/mirror_manifest.jsonl')).trim().split('\n')).toHaveLength(1);
  });
});

describe('the lock', () => {
  it('of a process that died does not keep anyone out', async () => {
    const room = await makeRoom();
    await mkdir(room.state, { recursive: true });
    await writeFile(path.join(room.state, 'mirror.lock'), '{"pid":1,"startTime":"0","boot":"other"}');
    await room.apply(workspaceSection(1));
    expect((await readdir(room.state)).filter((name) => name.startsWith('mirror.lock'))).toEqual([]);
  });

  it('of a living process is waited for', async () => {
    const room = await makeRoom();
    await mkdir(room.state, { recursive: true });
    const { stdout } = await promisify(execFile)('cat', ['/proc/sys/kernel/random/boot_id']);
    const stat = await readFile('/proc/self/stat', 'utf8');
    const startTime = stat
      .slice(stat.lastIndexOf(')') + 1)
      .trim()
      .split(' ')[19];
    const lock = path.join(room.state, 'mirror.lock');
    await writeFile(lock, JSON.stringify({ pid: process.pid, startTime, boot: stdout.trim() }));
    const applied = room.apply(workspaceSection(1)).then(() => 'applied');
    expect(await Promise.race([applied, new Promise((done) => setTimeout(done, 100, 'waiting'))])).toBe('waiting');
    await rm(lock);
    expect(await applied).toBe('applied');
  });

  it('keeps many writers of one process apart', async () => {
    const room = await makeRoom();
    const entries = await Promise.all(
      Array.from({ length: 40 }, (_, n) => place(room, `T-${n % 4}`, n % 3 ? 'active' : 'queued', [n, 0])),
    );
    await Promise.all(entries.map((entry) => room.apply(entry)));
    const shown = [...(await room.names('tasks/active')), ...(await room.names('tasks/queue'))].sort();
    expect(shown).toEqual(['T-0.md', 'T-1.md', 'T-2.md', 'T-3.md']);
    expect([...(await readManifest(room)).keys()].map((file) => path.basename(file)).sort()).toEqual(shown);
  });
});
