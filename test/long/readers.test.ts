// G20: no text, whoever wrote it, makes a reader throw, hang, or take more than its share of time. A minute in CI.
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import type { Reader } from './readers/readers.js';
import { steep, tried } from './readers/trial.js';

const PROGRAM = fileURLToPath(new URL('../../dist/test/long/readers/main.js', import.meta.url));
const SECONDS = process.env['MILLRACE_LONG'] === 'full' ? 600 : 60;

const seeds = Array.from({ length: 40 }, (_, seed) => seed);
/** Of a line in characters: short enough that the square of their number is worth telling. */
const LINE = 6;

it('a reader that throws, or takes the square of its time, would be found', () => {
  const quadratic = (text: string): number => {
    let same = 0;
    for (let at = 0; at < text.length; at += LINE)
      for (let other = 0; other < text.length; other += LINE) if (text[at] === text[other]) same += 1;
    return same;
  };
  const of = (read: Reader['read']): Reader => ({ name: 'made up', grammar: 'document', read });
  expect(seeds.some((seed) => steep(of(quadratic), seed) !== null)).toBe(true);
  expect(
    seeds.some(
      (seed) =>
        steep(
          of((text) => text.split('').reverse()),
          seed,
        ) !== null,
    ),
  ).toBe(false);
  expect(
    seeds.some(
      (seed) =>
        tried(
          of((text) => JSON.parse(text)),
          seed,
        ) !== null,
    ),
  ).toBe(true);
});

it('twenty readers and more take any text', { timeout: (SECONDS + 120) * 1000 }, async () => {
  const seed = Number(process.env['MILLRACE_SEED'] ?? 1);
  const { exitCode, all } = await execa(process.execPath, [PROGRAM, String(SECONDS), String(seed)], {
    all: true,
    reject: false,
  });
  console.log(all);
  expect(exitCode, all).toBe(0);
});
