// Stories of what breaks: workers and hosts that are killed, an environment that does not work for a while.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readHost } from '../../../../agents/host/journal.js';
import { runningAgent } from '../../../support/agent.js';
import type { Drill, RecordedBench } from './drill.js';

const SLOW_BUILDER = { builder: [{ marker: 'BUILDER_COMPLETE', sleep: 2 }] };

/** A worker is ended in the middle of a stage; the next one attaches to its agent. */
const endedInStage =
  (signal: NodeJS.Signals): Drill =>
  async (bench) => {
    await bench.withTasks('t1');
    bench.script(SLOW_BUILDER);
    const first = bench.start('run', 'daemon');
    await runningAgent(bench);
    first.child.kill(signal);
    await first.ended;
    await bench.untilIdle();
    bench.expectNames('tasks/done', 't1');
  };

const killBetweenStages: Drill = async (bench) => {
  await bench.withTasks('t1');
  bench.script({ checker: [{ marker: 'CHECKER_PASS', sleep: 0.5 }] });
  const first = bench.start('run', 'daemon');
  await bench.seen('stage_completed');
  first.child.kill('SIGKILL');
  await first.ended;
  await bench.untilIdle();
  bench.expectNames('tasks/done', 't1');
};

/** A stage forgets its marker, and is asked once more. */
const secondChance: Drill = async (bench) => {
  await bench.withTasks('t1');
  bench.script({ builder: [{ raw: 'I forgot the marker.', again: 'BUILDER_COMPLETE' }] });
  await bench.untilIdle();
  bench.expectNames('tasks/done', 't1');
};

const BROKEN = 'broken';
const CANNOT_START = {
  builder: [{ marker: 'BUILDER_COMPLETE', broken: { while: BROKEN, class: 'network_unavailable' } }],
};

/** As long as the file is there no Builder can start. */
function breakIt(bench: RecordedBench): () => void {
  const file = path.join(bench.workspace, BROKEN);
  bench.script(CANNOT_START);
  writeFileSync(file, '');
  return () => rmSync(file);
}

/** The stage waits until somebody mends what keeps its agent from starting. */
const environmentWait: Drill = async (bench) => {
  await bench.withTasks('t1');
  bench.configure('runtime', 'environment_backoff_seconds = [1]');
  const mend = breakIt(bench);
  const daemon = bench.start('run', '--until', 'idle');
  await bench.seen('stage_waits_for_environment');
  mend();
  await daemon.ended;
  bench.expectNames('tasks/done', 't1');
};

/** A wait that a new worker cuts short. */
const waitAndNewWorker: Drill = async (bench) => {
  await bench.withTasks('t1');
  const mend = breakIt(bench);
  const first = bench.start('run', 'daemon');
  await bench.seen('stage_waits_for_environment');
  first.child.kill('SIGTERM');
  await first.ended;
  mend();
  await bench.untilIdle();
  bench.expectNames('tasks/done', 't1');
};

const lostHost: Drill = async (bench) => {
  await bench.withTasks('t1');
  bench.script(SLOW_BUILDER);
  const run = bench.start('run', '--until', 'idle');
  const { journal } = await runningAgent(bench);
  const host = readHost(journal);
  if (host === null) throw new Error('the agent has no host');
  process.kill(host.pid, 'SIGKILL');
  await run.ended;
  bench.expectNames('tasks/done', 't1');
};

export const FAULTS = {
  'kill-in-stage': endedInStage('SIGKILL'),
  'kill-between-stages': killBetweenStages,
  sigterm: endedInStage('SIGTERM'),
  'second-chance': secondChance,
  'environment-wait': environmentWait,
  'wait-and-new-worker': waitAndNewWorker,
  'lost-host': lostHost,
} satisfies Record<string, Drill>;
