// What a stage does about the tree of its root before its agent starts, and what becomes of a run's work there: with a real repository and no agent.
import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { putTreeSettings } from '../../../activities/tree-settings.js';
import { differencePapers } from '../../../activities/trees/difference.js';
import { type Ground, openGround } from '../../../activities/trees/ground.js';
import { settleTree } from '../../../activities/trees/settle.js';
import { stageCheckpoint } from '../../../checkpoints/names.js';
import { takeCheckpoint } from '../../../checkpoints/take.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import { type SettledTree, type SettleInput, TREE_DEFAULTS } from '../../../core/contracts/trees.js';
import { noteChanges, readChanges } from '../../../disk/store/stage-changes.js';
import { readTreeRun } from '../../../disk/store/tree-runs.js';
import { readRecord } from '../../../trees/record.js';
import { stageRequest } from '../../support/stage-request.js';
import { AT, filesAt, openStand, photograph, putIn, read, type Stand } from './stand.js';

let stand: Stand;
const set = (mode: 'in_place' | 'per_root'): Promise<void> =>
  putTreeSettings(stand.place.dirs.state, { ...TREE_DEFAULTS, mode });

beforeEach(async () => {
  stand = openStand();
  await set('per_root');
});

const env = (): NodeJS.ProcessEnv => stand.place.env ?? {};

function request(run: string, id = 'T-1', more: Partial<StageRunRequest> = {}): StageRunRequest {
  const item = { family: 'task', id, root: 'spec-1', sha256: 'a'.repeat(64) };
  return stageRequest({ workspace: 'w1', runId: run, requestId: `request-${run}`, stageNumber: 1, item, ...more });
}

async function ground(asked: StageRunRequest): Promise<Ground & { folder: string }> {
  const opened = await openGround(stand.place.dirs, asked, { env: env() });
  if (opened.kind === 'refused') throw new Error(`${opened.why} ${opened.todo}`);
  return { ...opened, folder: opened.dirs.tree ?? opened.dirs.workspace };
}

/** A run that writes these files, and how it is settled. */
async function run(
  name: string,
  state: SettleInput['state'],
  files: Record<string, string>,
  id = 'T-1',
): Promise<SettledTree> {
  const asked = request(name, id);
  const { folder, place } = await ground(asked);
  for (const [file, content] of Object.entries(files)) putIn(folder, file, content);
  await takeCheckpoint(place, stageCheckpoint(asked, 'after'));
  return settle(asked, state);
}

function settle(
  { item, runId, stageNumber, attempt }: StageRunRequest,
  state: SettleInput['state'],
): Promise<SettledTree> {
  const { root, ...rest } = item;
  const input = { workspace: 'w1', run: runId, root, item: rest, state, stageNumber, attempt };
  return settleTree(input, stand.place.dirs, { env: env(), attempt: 1 });
}

const branch = (): string => stand.git(['rev-parse', 'millrace/spec-1']);

describe('a root with a tree of its own', () => {
  it('gets a commit for a task that is done, once, and nothing of the user changes', async () => {
    const before = photograph(stand);
    const settled = await run('run-1', 'done', { 'b.txt': 'b\n' });
    expect(settled).toMatchObject({ kind: 'committed', branch: 'millrace/spec-1', files: 1, commit: branch() });
    expect(filesAt(stand, branch())).toMatchObject({ 'a.txt': 'one', 'b.txt': 'b' });
    expect(await settle(request('run-1'), 'done')).toEqual(settled);
    expect(photograph(stand)).toEqual(before);
  });

  it('does not commit what somebody wrote after the last stage', async () => {
    const asked = request('run-1');
    const { folder, place } = await ground(asked);
    putIn(folder, 'b.txt', 'b\n');
    await takeCheckpoint(place, stageCheckpoint(asked, 'after'));
    putIn(folder, 'late.txt', 'late\n');
    await settle(asked, 'done');
    expect(Object.keys(filesAt(stand, branch()))).not.toContain('late.txt');
    await ground(request('run-2', 'T-2'));
    expect(() => read(folder, 'late.txt'), 'the next run begins with the branch').toThrow('ENOENT');
    expect(
      readRecord(stand.place, 'spec-1')?.kept.map((one) => one.run),
      'and it is kept',
    ).toEqual(['run-1']);
  });

  it('keeps what a blocked task left, and its next run takes it up', async () => {
    const tip = stand.git(['rev-parse', 'main']);
    expect(await run('run-1', 'blocked', { 'b.txt': 'half\n' })).toMatchObject({ kind: 'kept', kept: 1 });
    expect(branch()).toBe(tip);
    const other = await ground(request('run-2', 'T-2'));
    expect(() => read(other.folder, 'b.txt'), 'another task does not see it').toThrow('ENOENT');
    await settle(request('run-2', 'T-2'), 'cancelled');
    const { folder, notes } = await ground(request('run-3'));
    expect(read(folder, 'b.txt')).toBe('half\n');
    expect(notes.join(' ')).toContain('run-1');
    expect(await run('run-3', 'done', { 'c.txt': 'c\n' })).toMatchObject({ kind: 'committed', files: 2 });
  });

  it('leaves it where it is kept when a person wants the task afresh', async () => {
    await run('run-1', 'blocked', { 'b.txt': 'half\n' });
    const { folder } = await ground(request('run-2', 'T-1', { story: { fresh: true } }));
    expect(() => read(folder, 'b.txt')).toThrow('ENOENT');
    expect(readRecord(stand.place, 'spec-1')?.kept).toHaveLength(1);
  });

  it('gives it as a difference where the branch has other work now', async () => {
    await run('run-1', 'blocked', { 'a.txt': 'mine\n' });
    await run('run-2', 'done', { 'a.txt': 'theirs\n' }, 'T-2');
    const asked = request('run-3');
    const { folder } = await ground(asked);
    expect(read(folder, 'a.txt')).toBe('theirs\n');
    const [paper] = differencePapers(stand.place.dirs, asked);
    expect(paper?.text).toContain('+mine');
    expect(readTreeRun(stand.place.dirs.state, 'run-3')?.tookUp?.how).toBe('difference');
  });

  it('commits nothing of what is no task', async () => {
    const asked = request('run-1', 'S-1', {
      item: { family: 'spec', id: 'S-1', root: 'spec-1', sha256: 'a'.repeat(64) },
    });
    const { folder, place } = await ground(asked);
    putIn(folder, 'plan.txt', 'p\n');
    await takeCheckpoint(place, stageCheckpoint(asked, 'after'));
    expect(await settle(asked, 'done')).toMatchObject({ kind: 'kept' });
    expect(branch()).toBe(stand.git(['rev-parse', 'main']));
  });

  it('has its work again where its folder was lost in the middle of a run', async () => {
    const asked = request('run-1');
    const { folder, place, tree } = await ground(asked);
    putIn(folder, 'b.txt', 'b\n');
    const after = await takeCheckpoint(place, stageCheckpoint(asked, 'after'));
    if (!('tree' in after)) throw new Error(after.problem);
    const changes = { before: null, after: after.tree, files: 1, added: 1, removed: 0 };
    const about = { request: 'r', run: 'run-1', node: 'builder', stage: 1, attempt: 1, family: 'task', id: 'T-1' };
    await noteChanges(stand.place.dirs, { ...about, root: 'spec-1', tree: tree?.branch ?? '', at: AT, changes });
    expect(readChanges(stand.place.dirs.state)[0]?.tree).toBe('millrace/spec-1');
    rmSync(folder, { recursive: true });
    const again = await ground(request('run-1', 'T-1', { requestId: 'request-2', stageNumber: 2 }));
    expect(read(again.folder, 'b.txt')).toBe('b\n');
  });

  it('is refused, with what to do, where its branch is checked out elsewhere', async () => {
    await run('run-1', 'done', { 'b.txt': 'b\n' });
    const { folder } = await ground(request('run-2', 'T-2'));
    stand.git(['-C', folder, 'switch', '-q', '--detach']);
    stand.git(['switch', '-q', 'millrace/spec-1']);
    const opened = await openGround(stand.place.dirs, request('run-2', 'T-2'), { env: env() });
    expect(opened).toMatchObject({ kind: 'refused', todo: expect.stringContaining('switch --detach') as unknown });
  });
});

describe('where a root works', () => {
  it('is decided as it begins: a change of the setting counts for the next', async () => {
    await set('in_place');
    expect((await ground(request('run-1'))).dirs.tree).toBeUndefined();
    await set('per_root');
    expect((await ground(request('run-2', 'T-2'))).dirs.tree).toBeUndefined();
    const item = { family: 'task', id: 'T-3', root: 'other', sha256: 'a'.repeat(64) };
    expect((await ground(request('run-3', 'T-3', { item }))).tree?.branch).toBe('millrace/other');
    await set('in_place');
    expect((await ground(request('run-4', 'T-3', { item }))).tree?.branch).toBe('millrace/other');
  });

  it('is the workspace where trees do not fit, with the reason', async () => {
    putIn(stand.user, '.gitattributes', '*.key filter=git-crypt\n');
    stand.git(['add', '-A']);
    stand.git(['commit', '-qm', 'keys']);
    const { dirs, notes } = await ground(request('run-1'));
    expect(dirs.tree).toBeUndefined();
    expect(notes.join(' ')).toContain('git-crypt');
  });

  it('is the workspace for what learns', async () => {
    expect((await ground(request('run-1', 'T-1', { plane: 'learning' }))).tree).toBeUndefined();
  });
});
