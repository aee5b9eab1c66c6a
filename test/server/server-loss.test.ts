// G4, G5: the embedded server is killed while an agent works. The worker starts it again, and nothing is lost or repeated.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { Bench, until } from '../support/bench.js';

let bench: Bench;
afterEach(async () => {
  await bench.run('server', 'stop', '--force');
  bench.close();
});

it('kill -9 of the server in the middle of a stage', async () => {
  bench = new Bench(inject('temporalAddress')).useEmbedded();
  await bench.withTasks('t1');
  bench.script({ builder: [{ marker: 'BUILDER_COMPLETE', sleep: 5 }] });
  const run = bench.start('run', '--until', 'idle');
  await until(() => bench.events('stage_started').length === 1, 'the builder starts');
  const record = JSON.parse(readFileSync(path.join(bench.stateHome, 'server', 'server.json'), 'utf8')) as {
    pid: number;
  };
  process.kill(record.pid, 'SIGKILL');
  const { code, output } = await run.ended;
  expect(output).toContain('does not answer');
  expect(code).toBe(0);
  expect(bench.stages()).toEqual([
    'builder task/t1 BUILDER_COMPLETE',
    'checker task/t1 CHECKER_PASS',
    'updater task/t1 UPDATE_COMPLETE',
  ]);
  expect(bench.events('stage_started')).toHaveLength(3);
});
