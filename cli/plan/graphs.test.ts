// What is said of how far an activation can go: the exact number, or that it is an upper bound.
import { describe, expect, it } from 'vitest';
import { compileSmall } from '../../test/pure/sources.js';
import { play } from '../../core/simulate/play.js';
import { startOf } from '../../core/simulate/start.js';
import { limitLines } from './nodes.js';
import { playedLines } from './played-text.js';
import { routeLines } from './routes.js';

const OVER = /at most 20000\d\d stage runs, \d+ agent starts \(an upper bound, not the exact number\)/;
const far = compileSmall({ file: 'graphs/run.toml', from: 'max = 2', to: 'max = 1_000_000' });
const near = compileSmall();

describe('a graph whose exact number is too far to find', () => {
  it('has a plan with an upper bound, and a note that stops nothing', () => {
    const { maxStageRuns, upperBounds } = far.named?.plan.planes.execution ?? {};
    expect(maxStageRuns?.['task']).toBeGreaterThanOrEqual(2_000_002);
    expect(upperBounds).toEqual(['task']);
    expect(far.witnesses.execution).toEqual({});
    expect(far.diagnostics).toMatchObject([{ code: 'MR1040', severity: 'note', file: 'graphs/run.toml' }]);
  });

  it('is told so wherever the number is shown', () => {
    const plan = far.named?.plan;
    const start = plan && startOf(plan, 'task');
    if (!plan || !start) throw new Error('no plan');
    const shown = [limitLines(plan), routeLines(plan, 'execution'), playedLines(plan, play(plan, start, []))];
    for (const lines of shown) expect(lines.join('\n')).toMatch(OVER);
  });
});

it('nothing is said of an exact number, nor of one in a plan that was made before there were others', () => {
  const plan = near.named?.plan;
  if (!plan) throw new Error('no plan');
  expect(plan.planes.execution).not.toHaveProperty('upperBounds');
  expect(near.diagnostics).toEqual([]);
  expect(limitLines(plan).join('\n')).toMatch(/task +at most (\d+) stage runs, \d+ agent starts$/m);
});
