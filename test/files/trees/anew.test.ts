// Work without a root goes on upon one branch until people took it; then the next task begins with what they made of it. With a real repository
// and no agent.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { putTreeSettings } from '../../../activities/tree-settings.js';
import { noteDelivered } from '../../../activities/trees/taken.js';
import { BACKLOG } from '../../../core/contracts/ids.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import { type SettleInput, TREE_DEFAULTS } from '../../../core/contracts/trees.js';
import { keepRecord, readRecord, type TreeRecord } from '../../../trees/record.js';
import { groundOf, inTrees, requestOf, settled, stageOver } from './runs.js';
import { openStand, putIn, read, type Stand } from './stand.js';

const OURS = `millrace/${BACKLOG}`;

let stand: Stand;
let notes: string[];
beforeEach(async () => {
  stand = openStand();
  await inTrees(stand);
  await work('T-1', { 'one.txt': 'one\n' });
});

const asked = (id: string): StageRunRequest =>
  requestOf(`run-${id}`, id, { item: { family: 'task', id, root: BACKLOG, sha256: 'a'.repeat(64) } });

/** A run of a task from its beginning to its end. Gives the folder that it worked in. */
async function work(id: string, files: Record<string, string>, state: SettleInput['state'] = 'done'): Promise<string> {
  const ground = await groundOf(stand, asked(id));
  notes = ground.notes;
  for (const [file, content] of Object.entries(files)) putIn(ground.folder, file, content);
  await stageOver(asked(id), ground);
  await settled(stand, asked(id), state);
  return ground.folder;
}

/** A person's own commit in his checkout. */
function commit(file: string, content: string): void {
  putIn(stand.place.dirs.workspace, file, content);
  git('add', file);
  git('commit', '-qm', `put ${file}`);
}

const git = (...args: string[]): string => stand.git(args);
const tip = (branch: string): string => git('rev-parse', branch);
const subjects = (): string[] => git('log', '--format=%s', `main..${OURS}`).split('\n').filter(Boolean);
const recordNow = (): TreeRecord => readRecord(stand.place, BACKLOG) as TreeRecord;

it('goes on from its own tip as long as nobody took it', async () => {
  commit('mine.txt', 'mine\n');
  const folder = await work('T-2', { 'two.txt': 'two\n' });
  expect(subjects()).toHaveLength(2);
  expect(existsSync(join(folder, 'mine.txt'))).toBe(false);
});

it('once it was merged it begins with the last commit of its base, and says so', async () => {
  const before = tip(OURS).slice(0, 10);
  git('merge', '-q', '--no-edit', OURS);
  commit('mine.txt', 'mine\n');
  const now = tip('main').slice(0, 10);
  const folder = await work('T-2', { 'two.txt': 'two\n' });
  expect(read(folder, 'mine.txt')).toBe('mine\n');
  expect(notes).toContain(`${OURS} was taken, up to ${before}: it begins anew with main (${now}).`);
  expect(subjects()).toHaveLength(1);
  expect(recordNow().base.commit).toBe(tip('main'));
});

it('once it was squashed, changed since, the next work goes with what people made of it', async () => {
  git('merge', '-q', '--squash', OURS);
  git('commit', '-qm', 'squashed');
  commit('one.txt', 'one, and more\n');
  const folder = await work('T-2', { 'two.txt': 'two\n' });
  expect(read(folder, 'one.txt')).toBe('one, and more\n');
  expect(subjects()).toHaveLength(1);
});

it('what a person said to have taken is not in it any more', async () => {
  noteDelivered(stand.place.dirs.state, BACKLOG);
  const folder = await work('T-2', { 'two.txt': 'two\n' });
  expect(existsSync(join(folder, 'one.txt'))).toBe(false);
  expect(git('log', '--format=%H', '-g', OURS), 'its log leads to it').toContain(tip('main'));
});

it('what a person added after that is no part of it: it goes on', async () => {
  noteDelivered(stand.place.dirs.state, BACKLOG);
  const mine = git('commit-tree', '-p', OURS, '-m', 'mine', `${OURS}^{tree}`);
  git('update-ref', `refs/heads/${OURS}`, mine);
  await work('T-2', { 'two.txt': 'two\n' });
  expect(subjects()).toContain('mine');
});

it('work that is kept of a blocked task is taken up upon the new ground', async () => {
  await work('T-2', { 'two.txt': 'half\n' }, 'blocked');
  git('merge', '-q', '--no-edit', OURS);
  commit('mine.txt', 'mine\n');
  const again = { ...asked('T-2'), runId: 'run-again', requestId: 'request-again' };
  const { folder } = await groundOf(stand, again);
  expect([read(folder, 'two.txt'), read(folder, 'mine.txt')]).toEqual(['half\n', 'mine\n']);
});

it.each(['before its branch is moved', 'after it', 'after its files were laid'])(
  'whoever was killed on the way, %s, is taken up',
  async (when) => {
    git('merge', '-q', '--no-edit', OURS);
    commit('mine.txt', 'mine\n');
    const [from, to] = [tip(OURS), tip('main')];
    if (when !== 'before its branch is moved') git('update-ref', `refs/heads/${OURS}`, to);
    if (when === 'after its files were laid') await work('T-0', {}, 'blocked');
    else keepRecord(stand.place, { ...recordNow(), advancing: { from, to } });
    const folder = await work('T-2', { 'two.txt': 'two\n' });
    expect(read(folder, 'mine.txt')).toBe('mine\n');
    expect(subjects()).toHaveLength(1);
    expect(recordNow()).toMatchObject({ base: { commit: to } });
  },
);

it('a run that is at work keeps its ground, whatever people take meanwhile', async () => {
  const request = asked('T-2');
  const { folder } = await groundOf(stand, request);
  putIn(folder, 'two.txt', 'two\n');
  git('merge', '-q', '--no-edit', OURS);
  commit('mine.txt', 'mine\n');
  const second = await groundOf(stand, { ...request, requestId: 'request-second', stageNumber: 2 });
  expect(existsSync(join(second.folder, 'mine.txt'))).toBe(false);
  expect(read(second.folder, 'two.txt')).toBe('two\n');
});

it('begins with the branch that was checked out as the worker began, whatever a person looks at meanwhile', async () => {
  await putTreeSettings(stand.place.dirs.state, { ...TREE_DEFAULTS, mode: 'per_root', onBranch: 'main' });
  git('merge', '-q', '--no-edit', OURS);
  git('switch', '-qc', 'feature');
  commit('half.txt', 'half\n');
  const folder = await work('T-2', { 'two.txt': 'two\n' });
  expect(existsSync(join(folder, 'half.txt'))).toBe(false);
  expect(recordNow().base).toMatchObject({ name: 'main', commit: tip('main') });
  git('branch', '-m', 'main', 'trunk');
  const { base } = recordNow();
  keepRecord(stand.place, { ...recordNow(), base: { ...base, branch: 'trunk' } });
  git('merge', '-q', '--no-edit', OURS);
  git('branch', '-f', 'trunk', 'HEAD');
  expect(read(await work('T-3', {}), 'half.txt'), 'it is gone: what is checked out').toBe('half\n');
});
