// All recorded runs, where `npm test` has one of each kind.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { conformance, resultsOf } from '../conformance/run-main.js';

test('every recorded run is equal or explained', async () => {
  const { runs, counts, code, output } = await conformance();
  expect({ code, output, different: runs.filter(({ result }) => result === 'different') }).toMatchObject({
    ...{ code: 0, different: [] },
  });
  expect(resultsOf(runs)).toMatchObject({ happy_task: 'equal', fix_loop_then_pass: 'equal' });
  expect(counts).toMatchObject({ different: 0, skipped: 0 });
  expect(runs).toHaveLength(readdirSync(path.join(import.meta.dirname, '../conformance/runs')).length);
});
