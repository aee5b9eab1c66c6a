// The whole suite with every runner; in the slice of CI one group of it.
import { expect, test } from 'vitest';
import { CASES, casesNamed } from '../../agents/suite/cases.js';
import { judgedBy, STANDS } from '../runners/stands.js';

const cases = process.env['MILLRACE_LONG'] === 'slice' ? casesNamed('ground') : CASES;

test.each(STANDS)('%s fails no case', async (name) => {
  const { passed, failed, cannot } = await judgedBy(name, cases);
  console.log(`${name}: ${passed} passed, ${cannot.length} cannot apply\n  ${cannot.join('\n  ')}`);
  expect(failed).toEqual([]);
  expect(passed).toBeGreaterThan(0);
});
