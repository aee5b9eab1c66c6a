// The forecast is never below what the plan allows times what stages have used, and says what it does not know.
import { describe, expect, it } from 'vitest';
import { compileShipped } from '../../test/support/plan.js';
import { costText, sumOfCosts } from './cost.js';
import { addedUp, kindsIn, middleOf, worstCase } from './forecast.js';

const { plan } = compileShipped().named;
const sample = (stage: string, tokens: number, micros: number | null = null) => ({ stage, tokens, micros });

describe('the worst case', () => {
  const most = plan.planes.execution?.maxStageRuns['task'] ?? 0;
  const kinds = kindsIn([
    sample('builder', 100, 7),
    sample('builder', 300, 9),
    sample('checker', 50),
    sample('planner', 9000),
  ]);

  it('is the number of the plan, times the dearest stage kind of the graph that is known here', () => {
    const worst = worstCase(plan, { family: 'task', done: 0 }, kinds);
    expect(worst).toMatchObject({ stageRuns: most, agentStarts: 2 * most, isExact: true });
    expect(worst?.tokens).toEqual({ median: 2 * most * 100, p90: 2 * most * 300 });
    expect(worst?.micros).toEqual({ median: 2 * most * 7, p90: 2 * most * 9 });
    expect(worst?.unknown).toContain('updater');
    expect(worst?.unknown).not.toContain('checker');
  });

  it('is less by the stages that are behind an item, and never below none', () => {
    expect(worstCase(plan, { family: 'task', done: 3 }, kinds)?.stageRuns).toBe(most - 3);
    expect(worstCase(plan, { family: 'task', done: most + 5 }, kinds)).toMatchObject({ agentStarts: 0 });
  });

  it('is not known where the plan has no way, and has no tokens where nothing ran', () => {
    expect(worstCase(plan, { family: 'riddle', done: 0 }, kinds)).toBeNull();
    expect(worstCase(plan, { family: '__proto__', done: 0 }, kinds)).toBeNull();
    expect(worstCase(plan, { family: 'task', done: 0 }, [])).toMatchObject({
      agentStarts: 2 * most,
      tokens: null,
      micros: null,
    });
  });

  it('adds up what is known', () => {
    expect(addedUp([{ median: 1, p90: 2 }, null, { median: 3, p90: 5 }])).toEqual({ median: 4, p90: 7 });
    expect(addedUp([null])).toBeNull();
  });
});

it('the middle of samples is one of them', () => {
  expect(middleOf([5, 1, 9])).toEqual({ median: 5, p90: 9 });
  expect(middleOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toEqual({ median: 5, p90: 9 });
  expect(middleOf([])).toBeNull();
});

describe('a sum of costs', () => {
  const usd = (micros: number) => ({ micros, currency: 'USD' });

  it('says at least, where the cost of a stage is not known, and keeps currencies apart', () => {
    expect(costText(sumOfCosts([usd(1_234_567), usd(1)]))).toBe('1.23 USD');
    expect(costText(sumOfCosts([usd(2_000_000), null]))).toBe('at least 2.00 USD, 1 stage without a price');
    const both = sumOfCosts([usd(1_000_000), { micros: 500_000, currency: 'EUR' }, null, null]);
    expect(costText(both)).toBe('at least 1.00 USD + 0.50 EUR, 2 stages without a price');
    expect(both?.amounts).toEqual([
      { currency: 'USD', amount: 1 },
      { currency: 'EUR', amount: 0.5 },
    ]);
  });

  it('is nothing where no stage has a cost', () => {
    expect(sumOfCosts([null, null])).toBeNull();
    expect(costText(null)).toBe('');
  });
});
