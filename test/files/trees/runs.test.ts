// What was done about trees for each run, read at once: the index is what the files say, whatever becomes of it.
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { statePaths } from '../../../core/contracts/paths.js';
import { keepTreeRun, lastCommits, newestRuns, readTreeRuns, type TreeRun } from '../../../disk/store/tree-runs.js';

let state = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'millrace-runs-'));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
});

const run = (number: number, more: Partial<TreeRun> = {}): TreeRun => ({
  ...{ run: `run-${number}`, root: 's', family: 'task', id: `T-${number}` },
  ...{ begun: new Date(number * 1000).toISOString(), branch: 'millrace/s', base: 'main', folder: '/nowhere' },
  ...more,
});
const settled = (number: number): Partial<TreeRun> => ({
  settled: { run: `run-${number}`, kind: 'nothing', branch: 'millrace/s' },
});
const index = (): string => join(state, statePaths.treeRunsIndex);
const kinds = (): unknown[] => readTreeRuns(state).map((one) => [one.run, one.settled?.kind ?? null]);

describe('the runs in trees', () => {
  it('are read in the order of their beginnings, each as it was said last', () => {
    for (const number of [2, 1]) keepTreeRun(state, run(number));
    keepTreeRun(state, run(1, settled(1)));
    expect(kinds()).toEqual([
      ['run-1', 'nothing'],
      ['run-2', null],
    ]);
  });

  it('are the same without the index, with a torn one, and after it was made anew', () => {
    keepTreeRun(state, run(1, settled(1)));
    rmSync(index());
    const before = readdirSync(state);
    expect(kinds()).toEqual([['run-1', 'nothing']]);
    expect(readdirSync(state), 'reading writes nothing').toEqual(before);
    keepTreeRun(state, run(2));
    expect(existsSync(index())).toBe(true);
    appendFileSync(index(), '{"run":"run-3","ro');
    keepTreeRun(state, run(3));
    expect(kinds().map(String)).toEqual(['run-1,nothing', 'run-2,', 'run-3,']);
    writeFileSync(index(), 'nonsense\n');
    expect(kinds().map(String)).toEqual(['run-1,nothing', 'run-2,', 'run-3,']);
  });

  it('are no more than their files: a line whose file was never written says nothing', () => {
    keepTreeRun(state, run(1));
    appendFileSync(index(), `${JSON.stringify(run(9))}\n`);
    expect(kinds()).toEqual([['run-1', null]]);
  });

  it('give the last commit of a root from the end of the index, whatever came after it', () => {
    const commit = (number: number, root: string) => ({
      root,
      settled: { run: `run-${number}`, kind: 'committed' as const, branch: 'b', commit: `c${number}`, files: 1 },
    });
    for (const number of [1, 2]) keepTreeRun(state, run(number, commit(number, 'one')));
    keepTreeRun(state, run(3, { root: 'one' }));
    keepTreeRun(state, run(4, { root: 'two' }));
    const wanted = new Set(['one', 'two']);
    expect([...lastCommits(state, wanted)]).toEqual([['one', 'c2']]);
    appendFileSync(index(), '{"other":1}\n'.repeat(30_000));
    expect([...lastCommits(state, wanted)]).toEqual([['one', 'c2']]);
    expect([...lastCommits(state, new Set(['two']))]).toEqual([]);
  });

  it('give the newest one of an item from the end of the index, however long that is', () => {
    for (const number of [1, 2, 3]) keepTreeRun(state, run(number, { id: number === 2 ? 'T-2' : 'T-1' }));
    keepTreeRun(state, run(3, { id: 'T-1', ...settled(3) }));
    const newest = (...items: string[]): unknown[] =>
      [...newestRuns(state, new Set(items))].map(([item, one]) => [item, one.run, one.settled?.kind ?? null]);
    const both = [
      ['task/T-2', 'run-2', null],
      ['task/T-1', 'run-3', 'nothing'],
    ];
    expect(newest('task/T-1', 'task/T-2', 'task/T-9')).toEqual(expect.arrayContaining(both));
    appendFileSync(index(), `${JSON.stringify(run(4, { id: 'T-2' }))}\n${'{"other":1}\n'.repeat(30_000)}`);
    expect(newest('task/T-1', 'task/T-2')).toHaveLength(2);
    expect(newest('task/T-2')).toEqual([both[0]]);
    rmSync(index());
    expect(newest('task/T-1')).toEqual([both[1]]);
    expect(newest()).toEqual([]);
  });
});
