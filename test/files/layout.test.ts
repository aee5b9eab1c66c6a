import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sweepDrafts } from '../../disk/store/drafts.js';
import { createLayout, readIdentity } from '../../disk/layout.js';
import { makeRoom } from './room.js';

describe('layout', () => {
  it('makes the folders and the identity once; a repeat changes nothing', async () => {
    const room = await makeRoom();
    const before = await readdir(room.workspace, { recursive: true });
    expect(before).toContain('millrace-agents/incidents/incoming');
    expect(before).toContain('millrace-agents/diagnostics/blocked');
    const first = await readIdentity(room.workspace);
    expect(first).toEqual({ schema: 1, id: 'shop-0a1b2c3d', created_at: '2026-01-01T00:00:00Z' });
    expect(await createLayout(room.workspace, '2027-01-01T00:00:00Z', 'ffffffff')).toEqual(first);
    expect(await readdir(room.workspace, { recursive: true })).toEqual(before);
  });

  it('is swept of drafts that a killed process left, and of nothing else', async () => {
    const room = await makeRoom();
    const draft = `.${randomUUID()}.tmp`;
    await room.drop(`tasks/queue/${draft}`, 'half');
    await room.drop('tasks/queue/.mine.tmp', 'x');
    await sweepDrafts(room);
    expect(await room.names('tasks/queue')).toContain(draft);
    await sweepDrafts(room, Date.now() + 3_600_000);
    expect(await room.names('tasks/queue')).toEqual(['.mine.tmp']);
  });

  it.each([
    ['shown', 'blueprints/packets/approved'],
    ['shown', 'runs/run-1'],
    ['shown', 'learning/requests/queue'],
    ['state', 'texts/ab'],
    ['state', 'blueprints'],
    ['state', 'requirements'],
    ['state', 'trees'],
  ])('is swept of drafts wherever we write: %s/%s', async (where, folder) => {
    const room = await makeRoom();
    const below = path.join(where === 'state' ? room.state : path.join(room.workspace, 'millrace-agents'), folder);
    await mkdir(below, { recursive: true });
    for (const name of [`.${randomUUID()}.tmp`, 'whole.json']) await writeFile(path.join(below, name), 'half');
    await sweepDrafts(room, Date.now() + 3_600_000);
    expect(await readdir(below)).toEqual(['whole.json']);
  });

  it('is swept of nothing that agents have, that a link leads to, or that is closed to us', async () => {
    const room = await makeRoom();
    const draft = `.${randomUUID()}.tmp`;
    const others = await mkdtemp(path.join(tmpdir(), 'millrace-others-'));
    await symlink(others, path.join(room.workspace, 'millrace-agents', 'blueprints', 'link'));
    const kept = [
      others,
      ...['desks/run-1/r', 'checkpoints/objects', 'trees/s', 'scratch/s'].map((one) => path.join(room.state, one)),
    ];
    for (const folder of kept) {
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, draft), 'theirs');
    }
    const closed = path.join(room.workspace, 'millrace-agents', 'blueprints', 'closed');
    await mkdir(closed, { mode: 0 });
    await sweepDrafts(room, Date.now() + 3_600_000);
    for (const folder of kept) expect(await readdir(folder)).toEqual([draft]);
    await chmod(closed, 0o700);
    await rm(others, { recursive: true });
  });

  it('makes a safe id of any folder name', async () => {
    const room = await makeRoom();
    const odd = path.join(room.workspace, ' Ünï--code! ');
    await mkdir(odd);
    expect((await createLayout(odd, 'now', '00000000')).id).toBe('n-code-00000000');
    const none = path.join(room.workspace, '日本');
    await mkdir(none);
    expect((await createLayout(none, 'now', '00000000')).id).toBe('workspace-00000000');
  });

  it('keeps runtime state out of a repository', async () => {
    const room = await makeRoom();
    execFileSync('git', ['init', '-q'], { cwd: room.workspace });
    await room.drop('millrace.toml', '');
    await room.drop('tasks/queue/T-1.md', 'x');
    await room.drop('state/runtime_snapshot.json', '{}');
    await room.drop('state/baseline_manifest.json', '{}');
    execFileSync('git', ['add', '-A'], { cwd: room.workspace });
    const tracked = execFileSync('git', ['ls-files'], { cwd: room.workspace, encoding: 'utf8' });
    const ours = ['.gitignore', 'millrace.toml', 'state/baseline_manifest.json'];
    expect(tracked.trim().split('\n')).toEqual(ours.map((name) => `millrace-agents/${name}`));
  });

  it('refuses a broken identity instead of making a new one, and a runtime folder that is a link', async () => {
    const room = await makeRoom();
    await writeFile(room.at('workspace.json'), '{"schema":1,"id":"../x"}');
    await expect(createLayout(room.workspace, 'now', '00000000')).rejects.toThrow(/does not hold a workspace id/);
    await rm(room.at('.'), { recursive: true });
    expect(await readIdentity(room.workspace)).toBeNull();
    await symlink('/tmp', path.join(room.workspace, 'millrace-agents'));
    await expect(createLayout(room.workspace, 'now', '00000000')).rejects.toThrow(/symbolic link/);
  });
});
