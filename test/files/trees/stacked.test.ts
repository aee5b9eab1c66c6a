// Work that waits for work of another root has it in its tree: from the beginning, or taken in before its run, or told why not. With a real
// repository and no agent.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect } from 'vitest';
import { putTreeSettings } from '../../../activities/tree-settings.js';
import { differencePapers } from '../../../activities/trees/difference.js';
import type { Ground } from '../../../activities/trees/ground.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import type { SettleInput } from '../../../core/contracts/trees.js';
import { TREE_DEFAULTS } from '../../../core/contracts/trees.js';
import { noteChanges } from '../../../disk/store/stage-changes.js';
import { putText } from '../../../disk/store/texts.js';
import { keepTreeRun, readTreeRun } from '../../../disk/store/tree-runs.js';
import { keepRecord, readRecord } from '../../../trees/record.js';
import { taskText } from '../../support/task-text.js';
import { quick, slow } from '../../support/tier.js';
import { groundOf, inTrees, requestOf, settled, stageOver } from './runs.js';
import { filesAt, openStand, photograph, putIn, read, type Stand } from './stand.js';

let stand: Stand;
beforeEach(async () => {
  stand = openStand();
  await inTrees(stand);
});

/** `task`: its first letter is its root. */
async function asked(task: string, needs: readonly string[] = [], run = `run-${task}`): Promise<StageRunRequest> {
  const root = task.charAt(0);
  const list = needs.length === 0 ? '' : `Depends-On:\n${needs.map((id) => `- ${id}\n`).join('')}`;
  const text = taskText(task, `Root-Spec-ID: ${root}\n${list}`);
  const sha256 = await putText(stand.place.dirs.state, text);
  return requestOf(run, task, { item: { family: 'task', id: task, root, sha256 } });
}

interface Played extends Ground {
  folder: string;
  others: string[];
}

/** Begins a run. */
async function begun(request: StageRunRequest): Promise<Played> {
  const ground = await groundOf(stand, request);
  const others = (readTreeRun(stand.place.dirs.state, request.runId)?.others ?? []).map(
    ({ root, how }) => `${root} ${how}`,
  );
  return { ...ground, others };
}

async function over(
  request: StageRunRequest,
  ground: Played,
  files: Record<string, string>,
  state: SettleInput['state'] = 'done',
): Promise<void> {
  for (const [file, content] of Object.entries(files)) putIn(ground.folder, file, content);
  await stageOver(request, ground);
  await settled(stand, request, state);
}

/** A whole run that writes these files. */
async function run(task: string, files: Record<string, string>, needs: readonly string[] = []): Promise<Played> {
  const request = await asked(task, needs);
  const ground = await begun(request);
  await over(request, ground, files);
  return ground;
}

const tip = (root: string): string => stand.git(['rev-parse', `millrace/${root}`]);
const parents = (commit: string): string[] => stand.git(['rev-list', '--parents', '-1', commit]).split(' ').slice(1);

describe('a task that waits for one of another root', () => {
  quick('begins in a new tree from a base with that work, and its branch has a commit of its own', async () => {
    const before = photograph(stand);
    await run('a1', { 'a1.txt': 'a\n' });
    const { folder, others, notes } = await run('b1', { 'b1.txt': 'b\n' }, ['a1']);
    expect(others).toEqual(['a held']);
    expect(notes.join(' ')).toContain('The tree has the work of a1 of a, by millrace/a.');
    expect(read(folder, 'a1.txt')).toBe('a\n');
    expect(filesAt(stand, tip('b'))).toEqual({ 'a.txt': 'one', 'dir/b.txt': 'b', 'a1.txt': 'a', 'b1.txt': 'b' });
    expect(parents(tip('b'))).toEqual([tip('a')]);
    expect(readRecord(stand.place, 'b')).toMatchObject({
      base: { name: 'main', branch: 'main', commit: tip('a') },
      holds: [{ root: 'a', commit: tip('a') }],
    });
    expect(photograph(stand)).toEqual(before);
  });

  slow('takes it for the beginning of a tree that is there, but has no commit of its own', async () => {
    const first = await asked('b1', [], 'run-1');
    await over(first, await begun(first), { 'half.txt': 'half\n' }, 'blocked');
    await run('a1', { 'a1.txt': 'a\n' });
    await run('b2', { 'b2.txt': 'b\n' }, ['a1']);
    expect(readRecord(stand.place, 'b')?.base.commit).toBe(tip('a'));
    expect(parents(tip('b'))).toEqual([tip('a')]);
  });

  quick('takes it into a tree that is there, with a commit of both, before its run and once', async () => {
    await run('b1', { 'b1.txt': 'b\n' });
    const [own, base] = [tip('b'), readRecord(stand.place, 'b')?.base];
    await run('a1', { 'a1.txt': 'a\n' });
    const { folder, others } = await run('b2', { 'b2.txt': 'b\n' }, ['a1']);
    expect(others).toEqual(['a held']);
    expect(read(folder, 'a1.txt')).toBe('a\n');
    const merge = stand.git(['rev-parse', 'millrace/b^']);
    expect(parents(merge)).toEqual([own, tip('a')]);
    expect(stand.git(['log', '-1', '--format=%s|%(trailers:key=Millrace-Root,valueonly,separator=)', merge])).toBe(
      'Take in millrace/a|b',
    );
    expect(readRecord(stand.place, 'b')?.base).toEqual(base);
    await run('b3', { 'b3.txt': 'b\n' }, ['a1']);
    expect(parents(tip('b')), 'the same work is not taken in again').toEqual([stand.git(['rev-parse', 'millrace/b^'])]);
    expect(stand.git(['rev-list', '--merges', '--count', 'millrace/b'])).toBe('1');
    expect(stand.git(['status', '--porcelain'], folder)).toBe('');
  });

  slow('gets it as a difference where the two do not go together, and is told so', async () => {
    await run('b1', { 'a.txt': 'b was here\n' });
    await run('a1', { 'a.txt': 'a was here\n' });
    const request = await asked('b2', ['a1']);
    const ground = await begun(request);
    expect(ground.others).toEqual(['a apart']);
    expect(ground.notes.join(' ')).toContain('millrace/a does not go together with it in a.txt');
    expect(read(ground.folder, 'a.txt')).toBe('b was here\n');
    const [paper] = differencePapers(stand.place.dirs, request);
    expect(paper?.path).toBe('work-of-a.patch');
    expect(paper?.text).toContain('+a was here');
    await over(request, ground, { 'a.txt': 'both were here\n' });
    expect(filesAt(stand, tip('b'))['a.txt']).toBe('both were here');
  });

  slow('does not get it with stack = false, and is told so; what the base has is there all the same', async () => {
    const { state } = stand.place.dirs;
    await putTreeSettings(state, { ...TREE_DEFAULTS, mode: 'per_root', stack: false });
    await run('a1', { 'a1.txt': 'a\n' });
    const { folder, others, notes } = await run('b1', { 'b1.txt': 'b\n' }, ['a1']);
    expect(others).toEqual(['a out']);
    expect(notes.join(' ')).toContain('trees.stack is false');
    expect(() => read(folder, 'a1.txt')).toThrow('ENOENT');
    stand.git(['merge', '-q', '--no-edit', 'millrace/a']);
    expect((await run('c1', { 'c1.txt': 'c\n' }, ['a1'])).others).toEqual(['a held']);
  });

  slow('has it by the base where people squashed it in, also in a tree that is older', async () => {
    await run('b1', { 'b1.txt': 'b\n' });
    await run('a1', { 'a.txt': 'a\n' });
    stand.git(['merge', '-q', '--squash', 'millrace/a']);
    stand.git(['commit', '-qm', 'squashed']);
    stand.put('a.txt', 'a\nand more\n');
    stand.git(['commit', '-qam', 'more']);
    const fresh = await run('c1', { 'c1.txt': 'c\n' }, ['a1']);
    expect(fresh.others).toEqual(['a held']);
    expect(parents(tip('c'))).toEqual([stand.git(['rev-parse', 'main'])]);
    stand.git(['update-ref', '-d', 'refs/heads/millrace/a']);
    const { folder, others } = await run('b2', { 'b2.txt': 'b\n' }, ['a1']);
    expect(others).toEqual(['a held']);
    expect(read(folder, 'a.txt')).toBe('a\nand more\n');
  });

  slow('is told of what no tree can have: work in the workspace, and work that is in no commit', async () => {
    const { state } = stand.place.dirs;
    await run('a1', { 'a1.txt': 'a\n' });
    const kept = readTreeRun(state, 'run-a1');
    if (kept?.settled === undefined) throw new Error('a1 was not settled');
    keepTreeRun(state, { ...kept, settled: { run: 'run-a1', kind: 'kept', branch: 'millrace/a', kept: 1 } });
    const changes = { before: null, after: null, files: 0, added: 0, removed: 0 };
    const where = { request: 'r', run: 'run-i', node: 'builder', stage: 1, attempt: 1, family: 'task', id: 'i1' };
    await noteChanges(stand.place.dirs, { ...where, root: 'i', at: '2026-03-01T10:00:00.000Z', changes });
    expect((await begun(await asked('b1', ['a1', 'i1', 'nothing']))).others.sort()).toEqual(['a kept', 'i in_place']);
  });

  slow('has its own kept work merged with what was taken in', async () => {
    const first = await asked('b1', [], 'run-1');
    await over(first, await begun(first), { 'half.txt': 'half\n' }, 'blocked');
    await run('a1', { 'a1.txt': 'a\n' });
    const { folder } = await begun(await asked('b1', ['a1'], 'run-2'));
    expect([read(folder, 'half.txt'), read(folder, 'a1.txt')]).toEqual(['half\n', 'a\n']);
    expect(readTreeRun(stand.place.dirs.state, 'run-2')?.tookUp?.how).toBe('merged');
  });
});

describe('whoever is killed while other work is taken in', () => {
  quick('is taken up wherever that was', async () => {
    await run('b1', { 'b1.txt': 'b\n' });
    const from = tip('b');
    await run('a1', { 'a1.txt': 'a\n' });
    const record = readRecord(stand.place, 'b');
    if (record === null) throw new Error('no tree of b');
    const request = await asked('b2', ['a1']);
    const { folder } = await begun(request);
    const [to, done] = [tip('b'), readRecord(stand.place, 'b')];
    const goBack = (branch: string, files: string): void => {
      rmSync(join(stand.place.dirs.state, 'tree-runs', 'run-b2.json'), { force: true });
      keepRecord(stand.place, { ...record, advancing: { from, to } });
      stand.git(['update-ref', 'refs/heads/millrace/b', branch]);
      stand.git(['read-tree', '-u', '--reset', files], folder);
    };
    // Before the branch was moved; after it; with the files half on their way.
    for (const [branch, files] of [
      [from, from],
      [to, from],
      [to, to],
    ] as const) {
      goBack(branch, files);
      const again = await begun(request);
      expect([tip('b'), again.others]).toEqual([to, ['a held']]);
      expect(
        readdirSync(folder)
          .filter((name) => name.endsWith('1.txt'))
          .sort(),
      ).toEqual(['a1.txt', 'b1.txt']);
      expect(readRecord(stand.place, 'b')).toEqual(done);
      expect(stand.git(['status', '--porcelain'], folder)).toBe('');
    }
  });

  slow('leaves a branch alone that somebody moved meanwhile', async () => {
    await run('b1', { 'b1.txt': 'b\n' });
    await run('a1', { 'a1.txt': 'a\n' });
    const record = readRecord(stand.place, 'b');
    if (record === null) throw new Error('no tree of b');
    const mine = stand.git(['commit-tree', '-p', tip('b'), '-m', 'mine', `${tip('b')}^{tree}`]);
    keepRecord(stand.place, { ...record, advancing: { from: record.tip, to: tip('a') } });
    stand.git(['update-ref', 'refs/heads/millrace/b', mine]);
    await begun(await asked('b2'));
    expect(tip('b')).toBe(mine);
  });
});
