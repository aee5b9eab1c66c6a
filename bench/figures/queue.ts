// `queue`: what a long queue and a long past cost: the way to the next agent, and the commands that read.
import type { Asked } from '../figure.js';
import { SPREAD_HEADERS, type Table } from '../numbers.js';
import { GAP_NOTE, gapRows, RATIO_HEADER } from './gap.js';
import { READ_HEADERS, READ_NOTE, readRows } from './read.js';

const SIZES = [
  { queued: 100, finished: 0 },
  { queued: 10_000, finished: 5_000 },
] as const;
const BEHIND = 'with so many tasks queued behind them; behind 10,000 there are 5,000 finished ones too.';

export async function queue({ sides }: Asked): Promise<Table[]> {
  const gaps: string[][] = [];
  const reads: string[][] = [];
  for (const size of SIZES) {
    gaps.push(...(await gapRows(sides, { ...size, rounds: 1 })));
    reads.push(...(await readRows(sides, size)));
  }
  const headers = ['side', 'queued behind', 'where', ...SPREAD_HEADERS, RATIO_HEADER];
  return [
    { title: 'queue: claims', note: `${GAP_NOTE}, ${BEHIND}`, headers, rows: gaps },
    {
      title: 'queue: reading',
      note: `${READ_NOTE} With 10,000 queued there are 5,000 finished.`,
      headers: READ_HEADERS,
      rows: reads,
    },
  ];
}
