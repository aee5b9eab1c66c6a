// G3, G4, G5: workers that come, go and hang beside each other. Whoever holds the workspace, every stage runs once.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, inject } from 'vitest';
import { isAlive, type ProcessIdentity, readStat } from '../../disk/identity.js';
import { Bench, type Started, until } from '../support/bench.js';
import { claims, type HeldAgent, holdAgent, WHOLE } from '../support/stages.js';
import { taskText } from '../support/task-text.js';
import { quick, slow } from '../support/tier.js';

let bench: Bench;
let held: HeldAgent | null = null;
afterEach(() => {
  held?.letGo();
  bench.close();
});

/** A daemon whose first agent is held at work. */
async function open(): Promise<{ first: Started; agent: ProcessIdentity; letGo: () => void }> {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1');
  bench.script({ builder: [{ marker: 'BUILDER_COMPLETE', sleep: 3 }] });
  const first = bench.start('run', 'daemon');
  held = await holdAgent(bench);
  return { first, ...held };
}

const serving = (): number[] =>
  readdirSync(path.join(bench.stateDir(), 'workers')).map((name) => Number(name.split('-')[0]));

/** A second worker, when it has found its place. */
async function helper(...args: string[]): Promise<Started> {
  const started = bench.start('run', ...args);
  await until(() => serving().includes(started.child.pid ?? 0), 'the helper is there');
  await until(() => started.said().includes('this one helps') || started.child.exitCode !== null, 'it helps');
  return started;
}

const isStopped = ({ child }: Started): boolean => readStat(child.pid ?? 0)?.state === 'T';

/** Stops it as Ctrl-Z does. */
async function freeze(worker: Started): Promise<void> {
  worker.child.kill('SIGSTOP');
  await until(() => isStopped(worker), 'it is stopped');
}

const allOnce = (): void => {
  expect(bench.stages()).toEqual(WHOLE);
  expect(claims(bench), 'one host for each request').toEqual([1, 1, 1]);
  expect(bench.events('runtime_stop_requested').filter(({ data }) => data['issuer'] !== 'worker')).toEqual([]);
};

describe('a worker that is stopped', () => {
  slow('is ended by a newcomer; its agent works on, and its stage runs once', async () => {
    const { first, agent, letGo } = await open();
    await freeze(first);
    const second = bench.start('run', '--until', 'idle');
    expect((await first.ended).signal).toBe('SIGKILL');
    expect(isAlive(agent), 'the agent works on').toBe(true);
    letGo();
    const { code, output } = await second.ended;
    expect(output).toContain('does not answer: it is ended');
    expect(code).toBe(0);
    allOnce();
  });

  slow('is ended by its helper, which goes on in its place and ends a helper that is stopped', async () => {
    const { first, letGo } = await open();
    const second = await helper('daemon');
    await freeze(first);
    expect((await first.ended).signal).toBe('SIGKILL');
    await until(() => second.said().includes('goes on in its place'), 'the helper takes over');
    const third = await helper('daemon');
    await freeze(third);
    expect((await third.ended).signal).toBe('SIGKILL');
    letGo();
    await until(() => bench.stages().length === 3, 'the task is done');
    allOnce();
  });
});

slow(
  'a worker that is stopped outlives every short command and a run of one stage, each of which says so, and goes on when it wakes',
  async () => {
    const { first, letGo } = await open();
    await freeze(first);
    const silent = `Process ${first.child.pid}, which works for this workspace, is silent since`;
    const commands: [code: number, ...string[]][] = [
      [7, 'add-task', '--text', taskText('t2')],
      [7, 'pause'],
      [7, 'cancel', 't9', '--family', 'task'],
      [6, 'config', 'reload'],
      [6, 'mirror', 'verify'],
    ];
    for (const [code, ...command] of commands) {
      const said = { code, output: expect.stringContaining(silent) as string };
      expect(await bench.run(...command), command.join(' ')).toMatchObject(said);
    }
    expect((await bench.run('init')).code).toBe(0);
    expect(await bench.run('run', 'once')).toMatchObject({
      code: 5,
      output: expect.stringContaining(silent) as string,
    });
    const status = await bench.run('status', '--check');
    expect(status).toMatchObject({
      code: 20,
      output: expect.stringMatching(/worker +silent since .*process/) as string,
    });
    expect((await bench.run('doctor', '--no-probe')).output).toContain('[worker_silent]');
    expect(isStopped(first), 'nobody ended or woke it').toBe(true);
    first.child.kill('SIGCONT');
    await until(() => bench.events('runtime_paused').length === 1, 'what was left with the server is carried out');
    await bench.ok('resume');
    letGo();
    await until(() => bench.stages().length === 6, 'both tasks are done');
    expect(bench.stages().slice(0, 3)).toEqual(WHOLE);
    expect(claims(bench), 'one host for each request').toEqual([1, 1, 1, 1, 1, 1]);
  },
);

describe('a second worker', () => {
  quick('helps the one that answers, is shown by status, and leaves without stopping it', async () => {
    const { first, letGo } = await open();
    const second = await helper('--until', 'idle');
    const status = await bench.ok('status');
    expect(status).toContain(`process ${first.child.pid}, helped by ${second.child.pid}`);
    expect(status).not.toMatch(/^worker +running .*\brunning\b/m);
    const { MILLRACE_SCRIPT: script } = bench.env;
    bench.env['MILLRACE_SCRIPT'] = '';
    const real = await bench.run('run');
    bench.env['MILLRACE_SCRIPT'] = script;
    expect(real.code).toBe(5);
    expect(real.output).toMatch(/as a rehearsal of .*script\.json, and this one would start the agents of the plan/);
    letGo();
    const { code, output } = await second.ended;
    expect(code).toBe(0);
    expect(output).toContain('1 done');
    expect(output).toContain(`process ${first.child.pid} goes on`);
    expect(first.child.exitCode).toBeNull();
    expect(bench.events('runtime_started')).toHaveLength(1);
    expect(bench.events('runtime_stop_requested')).toEqual([]);
    allOnce();
  });

  quick('takes over when the holder is killed; of two only one does, and no command is needed', async () => {
    const { first, letGo } = await open();
    const others = await Promise.all([helper('daemon'), helper('daemon')]);
    first.child.kill('SIGKILL');
    await until(() => bench.events('runtime_started').length === 2, 'a helper takes over');
    letGo();
    await until(() => bench.stages().length === 3, 'the task is done');
    allOnce();
    expect(bench.events('runtime_started'), 'one of them').toHaveLength(2);
    expect(others.filter((other) => other.said().includes('goes on in its place'))).toHaveLength(1);
    await bench.ok('stop');
    expect((await Promise.all(others.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([0, 0]);
  });

  slow('that comes while the holder leaves waits for its end, and serves then', async () => {
    const { first, letGo } = await open();
    await bench.ok('stop');
    const second = bench.start('run', '--until', 'idle');
    await until(() => second.said().includes('leaves after its stage: it is waited for'), 'it says whom it waits for');
    expect(bench.stages()).toEqual([]);
    letGo();
    expect((await first.ended).code).toBe(0);
    expect((await second.ended).code).toBe(0);
    expect(bench.stages()).toEqual(WHOLE);
    expect(claims(bench), 'one host for each request').toEqual([1, 1, 1]);
  });

  slow('goes on when the holder leaves by Ctrl-C, which hands over at once', async () => {
    const { first, letGo } = await open();
    const second = await helper('daemon');
    first.child.kill('SIGINT');
    expect((await first.ended).output).toContain(`process ${second.child.pid} goes on`);
    letGo();
    await until(() => bench.stages().length === 3, 'the task is done');
    expect(bench.events('runtime_stop_requested')).toEqual([]);
    allOnce();
  });
});

describe('a worker that is to leave when nothing is left to do', () => {
  quick('waits for what was dropped a moment ago, though somebody else takes it in', async () => {
    bench = await new Bench(inject('temporalAddress')).withTasks();
    const first = bench.start('run', 'daemon');
    await until(() => first.said().includes('begin'), 'the first one serves');
    writeFileSync(bench.file('tasks/queue/t1.md'), taskText('t1'));
    const second = await helper('--until', 'idle');
    expect((await second.ended).code).toBe(0);
    expect(bench.names('tasks/done')).toEqual(['t1.md']);
  });
});
