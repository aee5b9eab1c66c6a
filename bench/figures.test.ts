// The arithmetic behind the figures.
import { describe, expect, it } from 'vitest';
import { ended, gapsOf, parseAgentLog, spanOf } from './agents.js';
import { leastTold } from './heap/told.js';
import { markdown, percentile, slope, spread } from './numbers.js';

const LOG = [
  'start builder 10 1700000000.000000',
  'end builder 10 1700000000.500000',
  'start checker 11 1700000000.520000',
  'end checker 11 1700000000.600000',
  'start builder 10 1700000000.650000',
  'end builder 10 17000',
].join('\n');

describe("the agents' own log", () => {
  it('pairs the lines of a process, also when its number comes again, and leaves out a torn line', () => {
    const runs = parseAgentLog(LOG);
    expect(runs.map(({ stage }) => stage)).toEqual(['builder', 'checker', 'builder']);
    expect(ended(runs)).toHaveLength(2);
    expect(runs[0]?.endedAt).toBeCloseTo(1_700_000_000_500, 2);
  });

  it('tells gaps inside an item from gaps to the next one', () => {
    const { inside, between } = gapsOf(parseAgentLog(LOG), 'builder');
    expect(inside.map(Math.round)).toEqual([20]);
    expect(between.map(Math.round)).toEqual([50]);
  });
});

describe('the span of agents that work at once', () => {
  it('goes from the first start to the last end, whoever ends last', () => {
    const at = (startedAt: number, endedAt: number) => ({ stage: 'builder', pid: startedAt, startedAt, endedAt });
    expect(spanOf([at(1000, 9000), at(2000, 3000)])).toBe(8);
  });
});

describe('heaps as they are told', () => {
  const told = '1000 2048\n2000 1024\n3000 4096\n4000 3072\n4500 10';

  it('are the least of a time in kB, without a torn line', () => {
    expect(leastTold(told, [2000, 5000])).toBe(3);
    expect(leastTold(told, [0, 3000])).toBe(1);
  });

  it('are none where none was told', () => {
    expect(leastTold(told, [4000, 5000])).toBeNull();
    expect(leastTold('', [0, 5000])).toBeNull();
  });
});

describe('numbers', () => {
  it('say how quickly something grows, wherever it began', () => {
    const points = [30, 60, 90].map((x) => [x, 1000 + 5 * x] as const);
    expect(slope(points)).toBeCloseTo(5);
    expect(
      slope([
        [0, 1],
        [1, 5],
        [2, 0],
      ]),
    ).toBeCloseTo(-0.5);
    expect(slope([[30, 7]])).toBeNull();
  });

  it('takes percentiles by nearest rank', () => {
    const values = [5, 1, 4, 2, 3];
    expect(percentile(values, 0.5)).toBe(3);
    expect(percentile(values, 0.95)).toBe(5);
    expect(() => percentile([], 0.5)).toThrow('nothing');
  });

  it('shows nothing where nothing could be measured', () => {
    expect(spread([])).toEqual(['-', '-', '-', '0']);
    expect(spread([12.345, 1.234, 1234])).toEqual(['1.23', '12.3', '1,234', '3']);
  });

  it('writes a table in Markdown', () => {
    const text = markdown({ title: 'gap', note: 'In ms.', headers: ['side', 'n'], rows: [['ours', '3']] });
    expect(text).toBe('## gap\n\nIn ms.\n\n| side | n |\n| --- | --- |\n| ours | 3 |');
  });
});
