// The text is what a strict reader takes, whatever the labels are; sums are bounded and never go back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPrometheus } from '../../test/support/prometheus.js';
import { familiesOf, METRICS, type MetricName } from './catalog.js';
import { Histogram, Tally } from './tally.js';
import { exposition } from './text.js';

const textOf = (labels: Record<string, string>, value = 1): string =>
  exposition([{ name: 'x', type: 'gauge', help: 'Some \\ help\nin two lines.', samples: [{ labels, value }] }]);

describe('the text', () => {
  it('gives back every label that is plain', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '"', '\\', ' ', '{', '}', ',', '='), maxLength: 60 }),
        (model) => {
          expect(readPrometheus(textOf({ model })).samples[0]?.labels).toEqual({ model });
        },
      ),
    );
  });

  it('is well formed whatever a label is, and steers no terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (model) => {
        const text = textOf({ model });
        readPrometheus(text);
        // eslint-disable-next-line no-control-regex
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
      }),
    );
  });

  it('cuts a label that is long', () => {
    expect(readPrometheus(textOf({ model: 'm'.repeat(10_000) })).samples[0]?.labels['model']).toHaveLength(120);
  });

  it.each([
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [NaN, 'NaN'],
    [1e21, '1e+21'],
    [0.25, '0.25'],
  ])('writes %s as %s', (value, written) => {
    expect(textOf({}, value)).toMatch(new RegExp(`\nx ${written.replace('+', '\\+')}\n$`));
  });

  it('leaves out what nothing is known of', () => {
    expect(exposition(familiesOf({}))).toBe('');
  });
});

describe('the table of metrics', () => {
  it.each(Object.keys(METRICS) as MetricName[])('%s keeps the rules of names', (name) => {
    const { type, labels } = METRICS[name];
    expect(name).toMatch(/^millrace_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
  });
});

describe('sums', () => {
  it('never make a series that comes twice, however alike their labels are', () => {
    const alike = fc.constantFrom(
      '\u001b',
      '\\x1b',
      'm'.repeat(120),
      'm'.repeat(130),
      'm'.repeat(10_000),
      '"',
      '\\"',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(alike, alike), { maxLength: 40 }), (added) => {
        const tally = new Tally(['model', 'kind']);
        for (const values of added) tally.add(values);
        const text = exposition([{ name: 'x', type: 'counter', help: 'H', samples: tally.samples() }]);
        if (added.length > 0) expect(readPrometheus(text).sum('x')).toBe(added.length);
      }),
    );
  });

  it('tell so many combinations apart, and count the rest together', () => {
    const tally = new Tally(['model', 'kind']);
    for (let at = 0; at < 1000; at += 1) tally.add([`model-${at}`, 'input']);
    const samples = tally.samples();
    expect(samples).toHaveLength(301);
    expect(samples.find(({ labels }) => labels['model'] === 'other')?.value).toBe(700);
    expect(samples.reduce((all, { value }) => all + value, 0)).toBe(1000);
  });

  it.each([-1, NaN, Infinity])('pass over %s', (amount) => {
    const tally = new Tally([]);
    tally.add([], 2);
    tally.add([], amount);
    expect(tally.samples()).toEqual([{ labels: {}, value: 2 }]);
  });

  it('of a histogram grow from bucket to bucket, and the last has all', () => {
    const histogram = new Histogram(['node']);
    for (const seconds of [0.5, 1, 3, 100_000, -1, NaN]) histogram.add(['builder'], seconds);
    const text = exposition([{ name: 'h', type: 'histogram', help: 'H', samples: histogram.samples() }]);
    const { sum } = readPrometheus(text);
    expect([sum('h_bucket', { le: '1' }), sum('h_bucket', { le: '5' }), sum('h_bucket', { le: '7200' })]).toEqual([
      2, 3, 3,
    ]);
    expect([sum('h_bucket', { le: '+Inf' }), sum('h_count'), sum('h_sum')]).toEqual([4, 4, 100_004.5]);
  });
});
