// Approvals as files: what the names of the reference say, once, whatever comes late or twice; and what is read back.
import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readApprovals } from '../../disk/mirror/approval.js';
import { rebuildMirror } from '../../disk/mirror/rebuild.js';
import { approvalDifferences } from '../../disk/mirror/verify-approvals.js';
import { createContext } from '../../cli/context.js';
import { deciding, idToDecide, show } from '../../cli/commands/approvals.js';
import { approvalIn } from '../../core/contracts/approval-file.js';
import { type Approval, meant } from '../../core/contracts/approvals.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { readWorkspaceId } from '../../read/identity.js';
import { makeRoom } from './room.js';

const asked: Approval = {
  ...{ id: 'approval-1a', digest: 'd'.repeat(64), requestId: 'request-1', node: 'builder', kind: 'builder' },
  ...{ runner: 'codex_cli', model: null, permission: 'basic', capabilities: ['git.mutate', 'shell.run'] },
  ...{ planDigest: 'p', askedAt: '2026-01-01T00:00:00Z', expiresAt: null, turn: 3, runId: 'run-1', plane: 'execution' },
  ...{ item: { family: 'task', id: 'a', root: 'backlog', sha256: 's' }, status: 'pending' },
  ...{ decidedAt: null, decidedBy: null, decisionReason: null },
};
const other: Approval = { ...asked, id: 'approval-2b', askedAt: '2026-01-02T00:00:00Z' };
const granted: Approval = {
  ...asked,
  status: 'approved',
  decidedAt: 'later',
  decidedBy: 'ann',
  decisionReason: 'fine',
};
const entry = (value: Approval, workspace = 'ws'): MirrorEntry => ({ kind: 'approval', workspace, value });

describe('an approval', () => {
  it('lies in pending until it is decided, and a late question does not bring it back', async () => {
    const room = await makeRoom();
    await room.apply(entry(asked), entry(other));
    expect(await room.names('approvals/pending')).toEqual(['approval-1a.json', 'approval-2b.json']);
    await room.apply(entry(granted));
    await room.apply(entry(asked));
    expect(await room.names('approvals/pending')).toEqual(['approval-2b.json']);
    expect(await room.names('approvals/resolved')).toEqual(['approval-1a.json']);
    expect(await readApprovals(room)).toEqual([granted, other]);
  });

  it('has the names that scripts of the reference read, and comes back whole', async () => {
    const room = await makeRoom();
    await room.apply(entry(granted));
    const file = JSON.parse(await room.read('approvals/resolved/approval-1a.json')) as Record<string, unknown>;
    expect(file).toMatchObject({
      ...{
        approval_id: 'approval-1a',
        status: 'approved',
        workspace_id: 'ws',
        run_id: 'run-1',
        request_id: 'request-1',
      },
      ...{
        work_item_kind: 'task',
        work_item_id: 'a',
        node_id: 'builder',
        stage_kind_id: 'builder',
        plane: 'execution',
      },
      ...{ capability_id: 'git.mutate,shell.run', decided_by: 'ann', decided_at: 'later', decision_reason: 'fine' },
      ...{
        created_at: '2026-01-01T00:00:00Z',
        expires_at: null,
        grant: { digest: 'd'.repeat(64), permission: 'basic' },
      },
    });
    expect(approvalIn(file)).toEqual(granted);
  });

  it.each([
    ['its file is gone', 'approvals/pending/approval-2b.json', null],
    ['its file says something else', 'approvals/resolved/approval-1a.json', '{}'],
  ])('is told when %s, and mended', async (_what, file, text) => {
    const room = await makeRoom();
    const entries = [entry(granted), entry(other)];
    await room.apply(...entries);
    expect(approvalDifferences(room, entries)).toEqual([]);
    if (text === null) await rm(room.at(file));
    else await room.drop(file, text);
    expect(approvalDifferences(room, entries)).toMatchObject([{ path: file }]);
    await rebuildMirror(room, entries);
    expect(approvalDifferences(room, entries)).toEqual([]);
  });

  it('that nobody asked is told, and damaged files are passed over', async () => {
    const room = await makeRoom();
    await room.drop('approvals/pending/made-up.json', '{"status": "pending"');
    expect(approvalDifferences(room, [])).toMatchObject([{ path: 'approvals/pending/made-up.json' }]);
    expect(await readApprovals(room)).toEqual([]);
    for (const grant of [null, 'x'])
      expect(approvalIn({ approval_id: 'a', status: 'pending', capabilities: [], grant })).toBeNull();
  });

  it('is decided by a beginning that fits only one that waits, whatever was decided before', async () => {
    const room = await makeRoom();
    const own = readWorkspaceId(room.workspace) ?? '';
    await room.apply(entry(granted, own), entry(other, own), entry({ ...other, id: 'approval-9' }, 'of-the-original'));
    expect(idToDecide(room.workspace, 'approval')).toBe(other.id);
    expect(idToDecide(room.workspace, '1a'), 'then the workspace says what became of it').toBe('1a');
    await room.apply(entry({ ...other, id: 'approval-2c' }, own));
    expect(() => idToDecide(room.workspace, '2')).toThrow(
      /2 fits 2: approval-2b \(builder of task\/a asks for .*\), approval-2c \(.*\)\./,
    );
  });

  it('is decided by nothing but the whole of its name where nobody can be asked', async () => {
    const room = await makeRoom();
    await room.apply(entry(other, readWorkspaceId(room.workspace) ?? ''));
    const asked = { path: 'approvals deny', effect: 'decides' as const };
    const context = { ...createContext({}), given: room.workspace, json: true, asked };
    await expect(deciding('deny')(context, { reason: 'no' }, 'approval-2')).rejects.toMatchObject({
      ...{ exit: 2, message: expect.stringContaining('is only the beginning of approval approval-2b') as string },
    });
    // They are named: what is missing is the server.
    for (const given of ['2b', 'a'])
      await expect(deciding('deny')(context, { reason: 'no' }, given)).rejects.toMatchObject({ exit: 6 });
  });

  it('is shown by what decides it: its id, its item or a beginning, with its title and what answers it', async () => {
    const room = await makeRoom();
    const own = readWorkspaceId(room.workspace) ?? '';
    const old = { ...granted, item: { ...granted.item, id: 'old' } };
    await room.apply(entry(old, own), entry(other, own));
    await room.drop('tasks/active/a.md', '# Drop every space\n\nTask-ID: a\n');
    const context = { ...createContext({}), given: room.workspace };
    const shown = async (given: string): Promise<string> => (await show(context, {}, given)).lines.join('\n');
    for (const given of ['a', '2b', other.id]) expect(await shown(given)).toContain(`approvals deny ${other.id}`);
    expect(await shown('a')).toMatch(/title +Drop every space/);
    expect(await shown('old')).toMatch(/decided +later by ann/);
    expect(await shown('old')).not.toContain('approvals approve');
    expect(() => show(context, {}, 'nobody')).toThrow('There is no approval nobody');
  });

  it('is meant by its id, or by a beginning with or without the word', () => {
    const all = [{ id: 'approval-1a' }, { id: 'approval-1ab' }];
    expect(meant('approval-1a', all)).toHaveLength(1);
    expect(meant('1a', all)).toHaveLength(2);
    expect(meant('1ab', all)).toHaveLength(1);
    expect(meant('', all)).toEqual([]);
  });
});
