// Sums by labels. What is counted lies in files that agents can write to: so many combinations of labels are told apart, and what is more is counted
// under `other`, so that nobody fills the memory of who reads it.
import { labelValue, type Sample } from './text.js';

const MOST_SERIES = 300;
const OTHER = 'other';

/** Upper ends of the buckets of a histogram, in seconds. */
const BUCKETS = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200] as const;

export class Tally {
  private readonly sums = new Map<string, number>();

  constructor(private readonly labels: readonly string[]) {}

  /** What is no number from 0 on is passed over: a counter never goes back. */
  add(values: readonly string[], amount = 1): void {
    if (!(amount >= 0 && Number.isFinite(amount))) return;
    const key = keyIn(this.sums, values);
    this.sums.set(key, (this.sums.get(key) ?? 0) + amount);
  }

  samples(): Sample[] {
    return [...this.sums].map(([key, value]) => ({ labels: labelsOf(this.labels, key), value }));
  }
}

interface Measured {
  /** By bucket, each by itself. */
  counts: number[];
  above: number;
  sum: number;
}

export class Histogram {
  private readonly measured = new Map<string, Measured>();

  constructor(private readonly labels: readonly string[]) {}

  /** `value`: seconds. */
  add(values: readonly string[], value: number): void {
    if (!(value >= 0 && Number.isFinite(value))) return;
    const key = keyIn(this.measured, values);
    const one = this.measured.get(key) ?? { counts: BUCKETS.map(() => 0), above: 0, sum: 0 };
    const at = BUCKETS.findIndex((end) => value <= end);
    if (at < 0) one.above += 1;
    else one.counts[at] = (one.counts[at] ?? 0) + 1;
    one.sum += value;
    this.measured.set(key, one);
  }

  samples(): Sample[] {
    return [...this.measured].flatMap(([key, one]) => bucketsOf(labelsOf(this.labels, key), one));
  }
}

function bucketsOf(labels: Sample['labels'], { counts, above, sum }: Measured): Sample[] {
  let upTo = 0;
  const below = BUCKETS.map((end, at): Sample => {
    upTo += counts[at] ?? 0;
    return { labels: { ...labels, le: String(end) }, value: upTo, suffix: '_bucket' };
  });
  const all = upTo + above;
  return [
    ...below,
    { labels: { ...labels, le: '+Inf' }, value: all, suffix: '_bucket' },
    { labels, value: sum, suffix: '_sum' },
    { labels, value: all, suffix: '_count' },
  ];
}

function keyIn(known: ReadonlyMap<string, unknown>, values: readonly string[]): string {
  const key = JSON.stringify(values.map(labelValue));
  return known.has(key) || known.size < MOST_SERIES ? key : JSON.stringify(values.map(() => OTHER));
}

const labelsOf = (names: readonly string[], key: string): Sample['labels'] => {
  const values = JSON.parse(key) as string[];
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']));
};
