// The real workflows, worker and agents do what the pure machines say, under random commands and kills.
import { expect, inject, it } from 'vitest';
import { runModel } from './model/run.js';

/** MILLRACE_MODEL_SEEDS: how many seeds, from MILLRACE_MODEL_FIRST on; MILLRACE_MODEL_SAY: print every step. */
const IS_SLICE = process.env['MILLRACE_LONG'] === 'slice';
const SEEDS = Number(process.env['MILLRACE_MODEL_SEEDS'] ?? (IS_SLICE ? 2 : 10));
const FIRST = Number(process.env['MILLRACE_MODEL_FIRST'] ?? 1);
const STEPS = 30;

const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST + index);

it.each(seeds)('seed %i: after every step both are in the same state', { timeout: 600_000 }, async (seed) => {
  const { steps, stages, isRenewed } = await runModel(inject('temporalAddress'), seed, STEPS);
  console.log(`seed ${seed}: ${steps.length} steps, ${stages.length} stages${isRenewed ? ', continued as new' : ''}`);
  if (process.env['MILLRACE_MODEL_SAY']) console.log(steps.join('\n'));
  expect(steps.length).toBeGreaterThan(STEPS);
});
