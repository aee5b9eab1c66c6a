// A branch whose root has no work left waits for a person, on the one list of what needs one, until somebody took it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { putTreeSettings } from '../../activities/tree-settings.js';
import { lookAround } from '../../cli/around.js';
import { report } from '../../cli/commands/report.js';
import { status } from '../../cli/commands/status.js';
import { branchLines } from '../../cli/items/branch.js';
import { EXIT } from '../../cli/exit.js';
import type { Report } from '../../cli/report/shape.js';
import type { MirrorEntry, TargetView } from '../../core/contracts/mirror.js';
import { putText } from '../../disk/store/texts.js';
import { type SettledTree, TREE_DEFAULTS } from '../../core/contracts/trees.js';
import { keepTreeRun, type TreeRun } from '../../disk/store/tree-runs.js';
import { noteTaken, readTaken } from '../../disk/store/trees-taken.js';
import { branchStory } from '../../read/branch-story.js';
import type { BranchView } from '../../read/branches.js';
import type { Need } from '../../read/need.js';
import { againstSchema } from '../support/schema.js';
import { taskText } from '../support/task-text.js';
import { type Reporting, reporting } from './report-stand.js';
import { makeRoom, place, type Room, specText, workspaceSection } from './room.js';

const COMMIT = 'c'.repeat(40);

let stand: Reporting;
let room: Room;
beforeEach(async () => {
  stand = reporting();
  room = await makeRoom();
});

function worked(root: string, run: string, more: Partial<TreeRun> = {}): void {
  const about = { run, root, family: 'task', id: `T-${run}`, begun: `2026-01-01T00:00:0${run}Z` };
  const where = { branch: `millrace/${root}`, base: 'main', folder: `/trees/${root}` };
  const settled = { run, kind: 'committed', branch: where.branch, commit: COMMIT, files: 2 } as const;
  mkdirSync(stand.stateOf(room), { recursive: true });
  keepTreeRun(stand.stateOf(room), { ...about, ...where, settled, settledAt: '2026-01-01T01:00:00Z', ...more });
}

const target = async (root: string, state: TargetView['state']): Promise<MirrorEntry> => ({
  ...{ kind: 'target', order: [1, 1] },
  value: {
    ...{
      root,
      sha256: await putText(room.state, specText(root, 'idea')),
      openedAt: '2026-01-01T00:00:00Z',
      closedAt: null,
      state,
    },
    ...{ reason: state === 'parked' ? 'its delivery waits' : null, rounds: 0, worked: false },
  },
});

const around = () => lookAround(room.workspace, stand.contextOf(room).env);
const needs = async (): Promise<Need[]> => (await around()).needsYou.filter(({ kind }) => kind === 'branch_waits');
const states = async (): Promise<Record<string, BranchView['state']>> =>
  Object.fromEntries((await around()).branches.map(({ root, state }) => [root, state]));
const task = (id: string, state: 'queued' | 'blocked' | 'done', root?: string) =>
  place(room, id, state, [1, 0], taskText(id, root === undefined ? '' : `Root-Spec-ID: ${root}\n`));

describe('a branch with commits', () => {
  it('waits when its root is closed, with the commands that tell of it and take it', async () => {
    worked('root-a', '1');
    await room.apply(await target('root-a', 'closed'));
    expect(await needs()).toMatchObject([
      {
        ...{ name: 'millrace/root-a', severity: 'high', since: '2026-01-01T01:00:00Z' },
        reason: '1 commit with 2 files, from main; no work of its root is left',
        remedy:
          'look at it, then `millrace deliver root-a --merge`; or `git merge millrace/root-a` while nothing is staged in your checkout, and `millrace deliver root-a`, which sees that you took it',
        actions: [
          'git log --stat main..millrace/root-a',
          'millrace deliver root-a --merge',
          'millrace deliver root-a --done',
          'millrace diff root-a --stat',
        ],
      },
    ]);
  });

  it.each([
    ['open', 'waits to be judged'],
    ['parked', 'is told why it does not close'],
  ] as const)('does not wait while its root is %s, which %s', async (state, _why) => {
    worked('root-a', '1');
    const targets = [{ root: 'root-a', state, reason: 'its delivery waits' }];
    await room.apply(await target('root-a', state), workspaceSection(1, { targets }));
    expect(await states()).toEqual({ 'root-a': 'open' });
    const kinds = (await around()).needsYou.map(({ kind }) => kind);
    expect(kinds).toEqual(state === 'parked' ? ['closure_blocked'] : []);
  });

  it('does not wait while work of its root is left, blocked work too', async () => {
    worked('root-a', '1');
    worked('root-b', '2');
    await room.apply(await task('T-8', 'blocked', 'root-a'), await task('T-9', 'done', 'root-b'));
    expect(await states()).toEqual({ 'root-a': 'open', 'root-b': 'waits' });
  });

  it('that holds work of no root waits when none of it is queued or active', async () => {
    await putTreeSettings(stand.stateOf(room), { ...TREE_DEFAULTS, mode: 'per_root' });
    worked('backlog', '1');
    await room.apply(await task('T-8', 'blocked'));
    expect(await states()).toEqual({ backlog: 'waits' });
    await room.apply(await task('T-9', 'queued'));
    expect(await states()).toEqual({ backlog: 'open' });
  });

  it('waits no more once it was taken, and anew with the next commit', async () => {
    worked('root-a', '1');
    const [first] = await needs();
    noteTaken(stand.stateOf(room), 'root-a', { commit: COMMIT, isSaid: false });
    expect(await states()).toEqual({ 'root-a': 'taken' });
    expect(await needs()).toEqual([]);
    const settled = {
      run: '2',
      kind: 'committed',
      branch: 'millrace/root-a',
      commit: 'd'.repeat(40),
      files: 1,
    } as const;
    worked('root-a', '2', { settled });
    const [second] = await needs();
    expect(second?.reason).toContain('2 commits with 3 files');
    expect(second?.id).not.toBe(first?.id);
  });
});

it('that a person said to be taken, or not to want, is told as their word', async () => {
  worked('root-a', '1');
  noteTaken(stand.stateOf(room), 'root-a', { commit: COMMIT, isSaid: true });
  expect((await around()).branches).toMatchObject([{ state: 'taken', said: true }]);
  const { data } = await report(stand.contextOf(room), {});
  expect(againstSchema('report', JSON.parse(JSON.stringify(data)))).toEqual([]);
  expect(await stand.told(room)).toContain('from main; you said that it was taken, or is not wanted');
  // Another root leaves that as it is, and so does what an older build noted.
  noteTaken(stand.stateOf(room), 'root-b', { commit: COMMIT, isSaid: false });
  expect(readTaken(stand.stateOf(room))).toEqual(
    new Map([
      ['root-a', { commit: COMMIT, isSaid: true }],
      ['root-b', { commit: COMMIT, isSaid: false }],
    ]),
  );
  await room.apply(await task('T-8', 'queued', 'root-a'));
  expect((await around()).branches[0]).not.toHaveProperty('said');
});

describe('every surface', () => {
  it('tells of it: status, the report and the morning report', async () => {
    worked('root-a', '1');
    const { exit, lines } = await status(stand.contextOf(room), { check: true });
    expect(exit).toBe(EXIT.needsYou);
    expect(lines.join('\n')).toContain('branch millrace/root-a: 1 commit with 2 files, from main');
    const { data } = await report(stand.contextOf(room), {});
    expect(againstSchema('report', JSON.parse(JSON.stringify(data)))).toEqual([]);
    expect((data as Report).attention).toMatchObject([{ summary: 'millrace/root-a waits to be taken' }]);
    expect((data as Report).health.state).toBe('attention');
    const told = await stand.told(room);
    expect(told).toContain('## Branches (1)');
    expect(told).toContain('1. millrace/root-a waits to be taken: `git log --stat main..millrace/root-a`');
  });
});

describe('a branch that somebody deleted', () => {
  const repository = () => join(room.workspace, '.git');
  beforeEach(() => {
    mkdirSync(join(repository(), 'refs', 'heads', 'millrace'), { recursive: true });
    writeFileSync(join(repository(), 'HEAD'), 'ref: refs/heads/main\n');
    worked('root-a', '1');
  });

  it('is gone on every surface, with the two ways on and no command that fails', async () => {
    const ways =
      'Make it again: `millrace trees repair root-a`. If it was taken, or is not wanted: `millrace deliver root-a --done`';
    const [need] = (await around()).needsYou.filter(({ what }) => what === 'branch');
    expect(need).toMatchObject({
      ...{ kind: 'branch_gone', reason: '1 commit with 2 files, from main; somebody deleted it', remedy: ways },
      actions: ['millrace trees repair root-a', 'millrace deliver root-a --done'],
    });
    const shown = (await status(stand.contextOf(room), { check: true })).lines.join('\n');
    expect(shown).toContain(`what to do: ${ways}`);
    const { data } = await report(stand.contextOf(room), {});
    expect(againstSchema('report', JSON.parse(JSON.stringify(data)))).toEqual([]);
    const told = await stand.told(room);
    expect(told).toContain('from main; is gone: somebody deleted it');
    expect(told).toContain('1. millrace/root-a is gone: `millrace trees repair root-a`');
    const [branch] = (await around()).branches;
    const lines = branchLines(branch === undefined ? null : branchStory(stand.stateOf(room), branch)).join(' ');
    expect(lines.replace(/\s+/g, ' ')).toContain(ways);
    for (const text of [shown, told, lines]) expect(text).not.toContain('git log');
    noteTaken(stand.stateOf(room), 'root-a', { commit: COMMIT, isSaid: false });
    expect(await states()).toEqual({ 'root-a': 'taken' });
  });

  it.each<[string, string, string]>([
    ['is there as a file', 'refs/heads/millrace/root-a', `${COMMIT}\n`],
    ['is there packed', 'packed-refs', `# pack-refs\n${COMMIT} refs/heads/millrace/root-a\n`],
    ['is not known where refs are kept otherwise', 'reftable', ''],
  ])('is not gone while it %s', async (_what, file, text) => {
    writeFileSync(join(repository(), file), text);
    expect(await states()).toEqual({ 'root-a': 'waits' });
  });

  it('is told from one whose name begins or ends alike', async () => {
    const near = ['refs/heads/millrace/root-a2', 'refs/remotes/o/refs/heads/millrace/root-a'];
    writeFileSync(join(repository(), 'packed-refs'), near.map((ref) => `${COMMIT} ${ref}\n`).join(''));
    expect(await states()).toEqual({ 'root-a': 'gone' });
  });

  it('is at work while work of its root is left: its next run makes it again', async () => {
    await room.apply(await task('T-8', 'queued', 'root-a'));
    expect(await states()).toEqual({ 'root-a': 'open' });
  });
});

describe('the story of a branch', () => {
  it('names each commit with its task, and what is kept and was taken up by nobody', async () => {
    const kept = (run: string, number: number): SettledTree => ({
      run,
      kind: 'kept',
      branch: 'millrace/root-a',
      kept: number,
    });
    worked('root-a', '1', { baseCommit: 'b'.repeat(40) });
    worked('root-a', '2', { id: 'T-again', settled: kept('2', 1), baseCommit: 'b'.repeat(40) });
    worked('root-a', '3', { id: 'T-left', settled: kept('3', 2), baseCommit: 'b'.repeat(40) });
    worked('root-a', '4', { id: 'T-again', tookUp: { number: 1, how: 'merged' }, baseCommit: 'b'.repeat(40) });
    const { branches } = await around();
    expect(branches).toMatchObject([{ kept: 1, commits: 2, begins: 'b'.repeat(40) }]);
    const story = branches.map((one) => branchStory(stand.stateOf(room), one));
    expect(story[0]?.work.map(({ item, kind }) => `${kind} ${item}`)).toEqual([
      'committed task/T-1',
      'kept task/T-left',
      'committed task/T-again',
    ]);
    const lines = branchLines(story[0] ?? null);
    expect(lines.join('\n')).toContain('millrace/root-a: 2 commits with 4 files, from main at bbbbbbbbbb; waits');
    expect(lines).toContain('    kept 2: task/T-left, in no commit; `millrace retry` takes it up');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });
});
