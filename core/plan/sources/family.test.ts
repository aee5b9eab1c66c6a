// Families that a workspace adds with a file of its own: the graph enters them, the plan carries them, and what is wrong is told.
import { describe, expect, it } from 'vitest';
import { compileSmall, faultsOf } from '../../../test/pure/sources.js';
import { planArgs } from '../plan-args.js';

const review = { file: 'families/review.toml', to: 'id = "review"\nplane = "execution"\nrank = 3\n' };
const entered = { file: 'graphs/run.toml', from: 'task = "maker"\n', to: 'task = "maker"\nreview = "maker"\n' };
const works = [
  { file: 'stages/maker.md', from: 'families = ["task"]', to: 'families = ["task", "review"]' },
  { file: 'stages/judge.md', from: 'families = ["task"]', to: 'families = ["task", "review"]' },
  { file: 'stages/helper.md', from: 'families = ["task"]', to: 'families = ["task", "review"]' },
];
const codes = (...changes: Parameters<typeof faultsOf>) =>
  faultsOf(...changes).map(({ code, file, field }) => [code, file, field]);

describe('a family of the workspace', () => {
  it('is in the plan, with its place among the claims', () => {
    const { named, diagnostics } = compileSmall(review, entered, ...works);
    expect(diagnostics).toEqual([]);
    expect(named?.plan.homes).toEqual({ review: { plane: 'execution', rank: 3 } });
    expect(named && planArgs(named)).toMatchObject({
      homes: named?.plan.homes,
      families: expect.arrayContaining(['review']),
    });
  });

  it('stands behind the families that ship unless it says otherwise', () => {
    const plain = { ...review, to: 'id = "review"\nplane = "execution"\n' };
    expect(compileSmall(plain).named?.plan.homes).toEqual({ review: { plane: 'execution', rank: 100 } });
  });

  it('is refused where it does not fit', () => {
    expect(codes(entered)).toContainEqual(['MR1015', 'graphs/run.toml', 'entries.review']);
    expect(codes(review, entered)).toContainEqual(['MR1027', 'graphs/run.toml', 'entries.review']);
    const elsewhere = { ...review, to: 'id = "review"\nplane = "planning"\n' };
    expect(codes(elsewhere, entered, ...works)).toContainEqual(['MR1015', 'graphs/run.toml', 'entries.review']);
  });

  it('takes the place of none that ships, and has an id that can be a folder', () => {
    const taken = { file: 'families/task.toml', to: 'id = "task"\nplane = "execution"\n' };
    expect(codes(taken)).toEqual([['MR1005', 'families/task.toml', 'id']]);
    expect(codes({ ...review, to: 'id = "../review"\nplane = "execution"\n' })).toContainEqual([
      ...['MR1002', 'families/review.toml', 'id'],
    ]);
  });
});
