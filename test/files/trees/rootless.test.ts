// Work without a root has one lineage for ever: each item of it begins where the settings of its time say, and ends where it began.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { putTreeSettings } from '../../../activities/tree-settings.js';
import { readChoice } from '../../../activities/trees/choice.js';
import { type Ground, knownGround } from '../../../activities/trees/ground.js';
import { BACKLOG } from '../../../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths } from '../../../core/contracts/paths.js';
import type { ItemState } from '../../../core/contracts/families.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import { TREE_DEFAULTS, type TreeSettings } from '../../../core/contracts/trees.js';
import { takeCheckpoint } from '../../../checkpoints/take.js';
import { putText } from '../../../disk/store/texts.js';
import { noteChanges } from '../../../disk/store/stage-changes.js';
import { readTreeRun } from '../../../disk/store/tree-runs.js';
import { readBranches } from '../../../read/branches.js';
import { mixedNotes } from '../../../read/mixed.js';
import { taskText } from '../../support/task-text.js';
import { groundOf, requestOf, settled } from './runs.js';
import { AT, openStand, putIn, type Stand } from './stand.js';

const BRANCH = 'millrace/backlog';

const settings = ({ place }: Stand, mode: TreeSettings['mode'], more: Partial<TreeSettings> = {}): Promise<void> =>
  putTreeSettings(place.dirs.state, { ...TREE_DEFAULTS, mode, ...more });

/** The first stage of a run of `T-1` and so on: the run says whose it is. */
function asked(run: string, more: Partial<StageRunRequest> = {}): StageRunRequest {
  const [task = ''] = run.split('.');
  return requestOf(run, task, { item: { family: 'task', id: task, root: BACKLOG, sha256: 'a'.repeat(64) }, ...more });
}

const next = (request: StageRunRequest): StageRunRequest => ({
  ...request,
  requestId: `${request.requestId}-2`,
  stageNumber: 2,
});

/** A stage that writes a file of the name of its task, or none. */
async function stage(stand: Stand, request: StageRunRequest, writes = true): Promise<Ground> {
  const ground = await groundOf(stand, request);
  const look = async (which: string): Promise<string> => {
    const taken = await takeCheckpoint(ground.place, `${request.requestId}/${which}`);
    if ('problem' in taken) throw new Error(taken.problem);
    return taken.tree;
  };
  const before = await look('before');
  if (writes) putIn(ground.folder, `${request.item.id}.txt`, `${request.runId}\n`);
  const { requestId, runId: run, item, attempt, stageNumber } = request;
  const { family, id, root } = item;
  const where = ground.tree === undefined ? {} : { tree: ground.tree.branch };
  const changes = { before, after: await look('after'), files: writes ? 1 : 0, added: 1, removed: 0 };
  const about = { request: requestId, run, node: 'builder', stage: stageNumber, attempt, family, id, root };
  await noteChanges(ground.dirs, { ...about, ...where, at: AT, changes });
  return ground;
}

const branchOf = (ground: Ground): string | undefined => ground.tree?.branch;
const where = async (stand: Stand, request: StageRunRequest): Promise<string | undefined> =>
  branchOf(await groundOf(stand, request));

function show(stand: Stand, id: string, state: ItemState): void {
  const fileIn = (one: ItemState): string =>
    join(stand.place.dirs.workspace, RUNTIME_DIR, runtimePaths.document('task', one, id));
  for (const one of ['queued', 'active', 'blocked', 'done'] as const) rmSync(fileIn(one), { force: true });
  mkdirSync(dirname(fileIn(state)), { recursive: true });
  writeFileSync(fileIn(state), taskText(id));
}

const notes = ({ place: { dirs } }: Stand): string[] =>
  mixedNotes(dirs.workspace, dirs.state, readBranches(dirs.workspace, dirs.state));

const branchState = ({ place: { dirs } }: Stand): string | undefined =>
  readBranches(dirs.workspace, dirs.state).find(({ root }) => root === BACKLOG)?.state;

it('each item begins where the settings say then, back and forth, on the one branch', async () => {
  const stand = openStand();
  await settings(stand, 'in_place');
  expect(branchOf(await stage(stand, asked('T-1.a')))).toBeUndefined();
  await settings(stand, 'per_root');
  const second = asked('T-2.a');
  expect(branchOf(await stage(stand, second))).toBe(BRANCH);
  expect((await settled(stand, second)).kind).toBe('committed');
  await settings(stand, 'in_place', { prefix: 'other' });
  expect(branchOf(await stage(stand, asked('T-3.a')))).toBeUndefined();
  await settings(stand, 'per_root', { prefix: 'other' });
  const fourth = asked('T-4.a');
  expect(branchOf(await stage(stand, fourth))).toBe(BRANCH);
  expect((await settled(stand, fourth)).kind).toBe('committed');
  expect(stand.git(['log', '--format=%s', `main..${BRANCH}`]).split('\n')).toEqual(['T-4', 'T-2']);
  expect(stand.git(['ls-files', '--others', '--exclude-standard'])).toBe('T-1.txt\nT-3.txt');
});

it('a run ends where it began, whatever is decided for another one meanwhile', async () => {
  const stand = openStand();
  await settings(stand, 'in_place');
  const here = asked('T-1.a');
  await stage(stand, here, false);
  await settings(stand, 'per_root');
  const there = asked('T-2.a');
  await stage(stand, there);
  expect(await where(stand, next(here))).toBeUndefined();
  expect(branchOf(await knownGround(stand.place.dirs, here, {}))).toBeUndefined();
  await settings(stand, 'in_place');
  expect(await where(stand, asked('T-3.a'))).toBeUndefined();
  expect(branchOf(await stage(stand, next(there)))).toBe(BRANCH);
  expect(branchOf(await knownGround(stand.place.dirs, there, {}))).toBe(BRANCH);
  // The branch is held for it until it is over, and what it left becomes its commit.
  expect(await settled(stand, next(there))).toMatchObject({ kind: 'committed', files: 1 });
  expect(readTreeRun(stand.place.dirs.state, 'T-2.a')?.settled?.kind).toBe('committed');
});

it('a retried item goes on in the workspace while work of it lies there, also afresh, and says so', async () => {
  const stand = openStand();
  await settings(stand, 'in_place');
  await stage(stand, asked('T-1.a'));
  await stage(stand, asked('T-2.a'), false);
  await settings(stand, 'per_root');
  const again = await groundOf(stand, asked('T-1.b'));
  expect([branchOf(again), again.notes]).toEqual([undefined, ['It goes on in the workspace, in which its work lies.']]);
  const story = { came: [], fresh: true } as unknown as NonNullable<StageRunRequest['story']>;
  expect(await where(stand, asked('T-1.c', { story }))).toBeUndefined();
  expect(await where(stand, asked('T-2.b')), 'it had left nothing').toBe(BRANCH);
});

it('a retried item goes on in the tree while work of it is kept there, but for one that is to begin afresh', async () => {
  const stand = openStand();
  await settings(stand, 'per_root');
  for (const run of ['T-1.a', 'T-2.a']) {
    await stage(stand, asked(run));
    expect((await settled(stand, asked(run), 'blocked')).kind).toBe('kept');
  }
  await stage(stand, asked('T-3.a'), false);
  expect((await settled(stand, asked('T-3.a'), 'blocked')).kind).toBe('nothing');
  await settings(stand, 'in_place');
  expect(await where(stand, asked('T-1.b'))).toBe(BRANCH);
  expect(readTreeRun(stand.place.dirs.state, 'T-1.b')?.tookUp?.how).toBe('as_it_was');
  const story = { came: [], fresh: true } as unknown as NonNullable<StageRunRequest['story']>;
  expect(await where(stand, asked('T-2.b', { story }))).toBeUndefined();
  expect(await where(stand, asked('T-3.b'))).toBeUndefined();
});

it('a repository without a commit gives an item the workspace, and the next one a tree when there is one', async () => {
  const stand = openStand();
  stand.git(['update-ref', '-d', 'refs/heads/main']);
  await settings(stand, 'per_root');
  const first = asked('T-1.a');
  const ground = await stage(stand, first);
  expect([branchOf(ground), ground.notes.join(' ')]).toEqual([undefined, expect.stringContaining('no commit yet')]);
  stand.git(['commit', '-qm', 'one']);
  expect(await where(stand, next(first)), 'it is in the middle').toBeUndefined();
  expect(await where(stand, asked('T-2.a'))).toBe(BRANCH);
});

it('what was decided and never begun is decided anew', async () => {
  const stand = openStand();
  await settings(stand, 'in_place');
  const first = asked('T-1.a');
  expect(await where(stand, first)).toBeUndefined();
  await settings(stand, 'per_root');
  expect(await where(stand, first)).toBe(BRANCH);
  expect(readChoice(stand.place.dirs.state, BACKLOG)).toMatchObject({ mode: 'per_root', run: 'T-1.a' });
});

it('what an item waits for and was done in the workspace is told where the tree lacks it', async () => {
  const stand = openStand();
  await settings(stand, 'in_place');
  await stage(stand, asked('T-1.a'));
  await settings(stand, 'per_root');
  const sha256 = await putText(stand.place.dirs.state, taskText('T-2', 'Depends-On:\n- T-1\n'));
  const second = asked('T-2.a', { item: { family: 'task', id: 'T-2', root: BACKLOG, sha256 } });
  const { notes: said } = await groundOf(stand, second);
  expect(said).toContain(
    'The tree has the work of T-1 of backlog only as far as it was committed: it was done in the workspace.',
  );
});

it('status says which items go on elsewhere than new ones, and whether their branch waits', async () => {
  const stand = openStand();
  await settings(stand, 'in_place');
  await stage(stand, asked('T-1.a'));
  show(stand, 'T-1', 'blocked');
  show(stand, 'T-9', 'queued');
  await settings(stand, 'per_root');
  expect(notes(stand)).toEqual([]);
  show(stand, 'T-1', 'queued');
  expect(notes(stand)).toEqual([
    '1 item without a root goes on in the workspace folder, where it began: task/T-1. New ones work on a branch.',
  ]);
  show(stand, 'T-1', 'done');
  await stage(stand, asked('T-2.a'));
  await settled(stand, asked('T-2.a'));
  expect([notes(stand), branchState(stand)]).toEqual([[], 'open']);
  await settings(stand, 'in_place');
  expect([notes(stand), branchState(stand)]).toEqual([[], 'waits']);
  show(stand, 'T-3', 'active');
  await settings(stand, 'per_root');
  await stage(stand, asked('T-3.a'));
  await settings(stand, 'in_place');
  expect([notes(stand), branchState(stand)]).toEqual([
    ['1 item without a root goes on on a branch, where it began: task/T-3. New ones work in the workspace folder.'],
    'open',
  ]);
});
