// G2, G4, G5: whatever kills the worker, the agent works on, its result is applied once, and no command is needed.
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, inject } from 'vitest';
import { isAlive } from '../../disk/identity.js';
import { Bench, until } from '../support/bench.js';
import { claims, type HeldAgent, holdAgent, WHOLE } from '../support/stages.js';
import { taskText } from '../support/task-text.js';
import { quick, slow } from '../support/tier.js';

let bench: Bench;
let held: HeldAgent | null = null;
afterEach(() => {
  held?.letGo();
  bench.close();
});

const SLOW = [{ marker: 'BUILDER_COMPLETE', sleep: 4 }];

async function open(outcomes: Parameters<Bench['script']>[0]): Promise<Bench> {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1');
  bench.script(outcomes);
  return bench;
}

describe('a worker that dies', () => {
  quick('by kill -9 while a stage runs: the agent lives on, the stage runs once, no command is needed', async () => {
    await open({ builder: SLOW });
    const first = bench.start('run', '--until', 'idle');
    held = await holdAgent(bench);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(isAlive(held.agent), 'the agent outlives its worker').toBe(true);
    held.letGo();

    const second = bench.start('run', '--until', 'idle');
    await until(() => second.child.exitCode !== null || bench.stages().length > 0, 'the second worker goes on');
    expect((await second.ended).code).toBe(0);
    expect(bench.stages()).toEqual(WHOLE);
    expect(bench.events('stage_started').length, 'every stage started once').toBe(3);
    expect(claims(bench), 'one host for each request').toEqual([1, 1, 1]);
    expect(bench.names('tasks/done')).toEqual(['t1.md']);
  });

  slow('by kill -9 between two stages: the next stage follows, none is repeated', async () => {
    await open({ checker: [{ marker: 'CHECKER_PASS', sleep: 0.5 }] });
    const first = bench.start('run', '--until', 'idle');
    await until(() => bench.stages().length === 1, 'the builder ends');
    first.child.kill('SIGKILL');
    await first.ended;
    expect((await bench.run('run', '--until', 'idle')).code).toBe(0);
    expect(bench.stages()).toEqual(WHOLE);
    expect(claims(bench)).toEqual([1, 1, 1]);
  });

  slow('by SIGTERM: it leaves at once, and the agent works on for the next worker', async () => {
    await open({ builder: SLOW });
    const daemon = bench.start('run', 'daemon', '--monitor', 'basic');
    held = await holdAgent(bench);
    daemon.child.kill('SIGTERM');
    const { signal, output } = await daemon.ended;
    expect(signal).toBeNull();
    expect(output).toContain('keeps running');
    expect(isAlive(held.agent)).toBe(true);
    held.letGo();
    expect((await bench.run('run', '--until', 'idle')).code).toBe(0);
    expect(bench.stages()).toEqual(WHOLE);
    expect(claims(bench)).toEqual([1, 1, 1]);
  });

  quick(
    'by Ctrl-C: the stage in flight is finished and applied first, and the next run goes on behind it',
    async () => {
      await open({ builder: [{ marker: 'BUILDER_COMPLETE', sleep: 4 }] });
      const daemon = bench.start('run', 'daemon');
      held = await holdAgent(bench);
      daemon.child.kill('SIGINT');
      await until(() => daemon.said().includes('Leaving after the stage in flight'), 'it was heard');
      held.letGo();
      const { code, output } = await daemon.ended;
      expect(output).toContain('Leaving after the stage in flight');
      expect(code, 'stopped as asked').toBe(0);
      expect(bench.stages()).toEqual(WHOLE.slice(0, 1));
      expect((await bench.run('run', '--until', 'idle')).code).toBe(0);
      expect(bench.stages()).toEqual(WHOLE);
    },
  );

  slow('by Ctrl-C twice: it leaves at once, and the agent works on', async () => {
    await open({ builder: SLOW });
    const daemon = bench.start('run', 'daemon');
    held = await holdAgent(bench);
    daemon.child.kill('SIGINT');
    await until(() => bench.events('runtime_stop_requested').length > 0, 'the first one is taken');
    daemon.child.kill('SIGINT');
    await daemon.ended;
    expect(isAlive(held.agent)).toBe(true);
    held.letGo();
    expect((await bench.run('run', '--until', 'idle')).code).toBe(0);
    expect(bench.stages()).toEqual(WHOLE);
  });
});

describe('bounded runs', () => {
  slow('`run once` three times finishes a three-stage task, one stage at a time', async () => {
    await open({});
    for (const stages of [1, 2, 3]) {
      const { code } = await bench.run('run', 'once');
      expect(code).toBe(stages === 3 ? 0 : 10);
      expect(bench.stages()).toEqual(WHOLE.slice(0, stages));
    }
    expect(bench.names('tasks/done')).toEqual(['t1.md']);
  });

  slow('`--max-stages 2` and `--max-ticks 1` start at most so many', async () => {
    await open({});
    await bench.run('run', '--max-stages', '2');
    expect(bench.stages()).toEqual(WHOLE.slice(0, 2));
    await bench.run('run', 'daemon', '--max-ticks', '1');
    expect(bench.stages()).toEqual(WHOLE);
  });

  quick('`--max-stages 3` does a three-stage task and ends well; `--until idle` drains the queue', async () => {
    await open({});
    const { code, output } = await bench.run('run', '--max-stages', '3');
    expect(code, output).toBe(0);
    expect(bench.stages()).toEqual(WHOLE);
    expect(bench.names('tasks/done')).toEqual(['t1.md']);
    for (const id of ['t2', 't3']) writeFileSync(bench.file(`tasks/queue/${id}.md`), taskText(id));
    expect((await bench.run('run', '--max-stages', '3')).code, 'what is left is work').toBe(10);
    expect(bench.names('tasks/done')).toHaveLength(2);
    expect((await bench.run('run', '--until', 'idle')).code).toBe(0);
    expect(bench.names('tasks/done')).toEqual(['t1.md', 't2.md', 't3.md']);
    expect(bench.stages()).toHaveLength(9);
  });
});
