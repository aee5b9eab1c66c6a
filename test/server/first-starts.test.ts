// First starts at once on a fresh state home: one server comes of them, and every one of them succeeds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { shareBinary } from '../../bench/share-binary.js';
import { stopEmbedded } from '../../worker/server/embedded.js';
import { readRecord } from '../../worker/server/record.js';
import { Bench } from '../support/bench.js';
import { IN_LONG } from '../support/tier.js';

const STARTS = IN_LONG ? 20 : 3;

let home: string;
let benches: Bench[];
beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'millrace-first-'));
  benches = [];
  await shareBinary(home);
});
afterEach(async () => {
  for (const bench of benches) bench.close();
  await stopEmbedded(home, () => undefined);
  rmSync(home, { recursive: true, force: true });
});

/** Uses the one state home. */
function makeBench(): Bench {
  const bench = new Bench('');
  for (const name of ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE']) delete bench.env[name];
  bench.env['MILLRACE_STATE_HOME'] = home;
  benches.push(bench);
  return bench;
}

it(`${STARTS} first starts at once all succeed, two of them in one workspace`, async () => {
  const first = await makeBench().withTasks('t1');
  const others = await Promise.all(Array.from({ length: STARTS - 2 }, () => makeBench().withTasks('t1')));
  const all = await Promise.all([first, first, ...others].map((bench) => bench.run('run', '--until', 'idle')));
  expect(all.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual(all.map(() => 0));
  expect(benches.map((bench) => bench.names('tasks/done'))).toEqual(benches.map(() => ['t1.md']));
  expect(first.stages()).toHaveLength(3);
  const servers = all.filter(({ output }) => output.includes('Temporal server started'));
  expect(servers, 'one server was started').toHaveLength(1);
  expect(readRecord(home)).not.toBeNull();
});
