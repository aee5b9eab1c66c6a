// G9, G10: operators cancel, requeue and restart items beside a worker and without one: agents and their children are gone,
// the answer is what happened, and the next item runs. The first worker runs inside the test, and so do the commands.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { isAlive } from '../../disk/identity.js';
import { processesOf } from '../../agents/host/sweep.js';
import { cancel, clearStale, retryingActive } from '../../cli/commands/items.js';
import { controlling } from '../../cli/commands/control.js';
import { verify } from '../../cli/commands/mirror.js';
import { fix } from '../../cli/commands/quarantine.js';
import { retarget } from '../../cli/commands/replace.js';
import { list } from '../../cli/commands/runs.js';
import { type Context, createContext, type Result } from '../../cli/context.js';
import { CliError } from '../../cli/errors.js';
import { serve } from '../../worker/serve.js';
import { runningAgent } from '../support/agent.js';
import { Bench, until } from '../support/bench.js';
import { compileShipped } from '../support/plan.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;
afterEach(() => bench.close());

const LONG = { marker: 'BUILDER_COMPLETE', sleep: 60, spawn_child: 60 };
const why = { reason: 'not needed' };

async function open(outcomes: Parameters<Bench['script']>[0], ...tasks: string[]): Promise<void> {
  bench = await new Bench(inject('temporalAddress')).withTasks(...tasks);
  bench.script(outcomes);
  Object.assign(process.env, bench.env);
}

function begin(): Promise<unknown> {
  const { named, texts, config } = compileShipped();
  if (config === null) throw new Error('no configuration');
  const never = new AbortController().signal;
  const who = { issuer: 'test', say: () => undefined, leave: never, leaveNow: never };
  return serve({ workspaceDir: bench.workspace, named, texts, config, maxStages: null, until: 'stopped', ...who });
}

/** What a command says; of one that fails, its exit code. */
async function said(command: (context: Context) => Promise<Result>): Promise<string | number> {
  const context = { ...createContext({ workspace: bench.workspace }), say: () => undefined, note: () => undefined };
  return command(context).then(
    ({ lines }) => lines.join('\n'),
    (error: unknown) => {
      if (error instanceof CliError) return error.failure.exit;
      throw error;
    },
  );
}

/** Processes of the stage that runs: its host, its agent, and a child in a session of its own. */
async function theStage(item: string): Promise<() => number[]> {
  await until(() => bench.events('stage_started').at(-1)?.data['work_item'] === `task/${item}`, `${item} starts`);
  const { agent, journal } = await runningAgent(bench);
  const look = (): number[] => processesOf({ requestId: journal.requestId, agent, host: null });
  await until(() => look().length >= 3, 'host, agent and child');
  return look;
}

const firstDeed = (folder: string): unknown =>
  JSON.parse(readFileSync(bench.file(`${folder}/interventions.jsonl`), 'utf8').split('\n')[0] ?? '');

describe('commands about items', () => {
  it('beside a worker: the agent ends with its children, and the next item runs', async () => {
    await open({ 'builder:t1': [LONG], 'builder:t2': [LONG] }, 't1', 't2', 't3', 't4');
    writeFileSync(bench.file('tasks/queue/t5.md'), taskText('t5', 'Depends-On:\n- t3\n'));
    writeFileSync(bench.file('tasks/queue/bad.md'), '# Bad\n\nTask-ID: bad\n');
    const served = begin();
    const first = await theStage('t1');

    expect(await said((context) => cancel(context, why, 't3'))).toMatch(/^Cancelled task t3\. t5 waits for it/);
    expect(firstDeed('tasks/queue/cancelled')).toMatchObject({
      ...{ kind: 'operator_intervention', action: 'cancel_work_item', reason: 'not needed', source_state: 'queued' },
      destination_path: 'tasks/queue/cancelled/t3.md',
    });
    const answer = await said((context) => retarget(context, { ...why, from: 't3', to: 't4' }, 't5'));
    expect(answer).toBe('task t5 waits for t4 now.');
    expect(readFileSync(bench.file('tasks/queue/t5.md'), 'utf8')).toContain('- t4');

    expect(await said((context) => cancel(context, why, 't1'))).toBe('task/t1 is cancelled.');
    expect(await said((context) => list(context, { limit: 5 }))).toMatch(/task\/t1 .* builder +ended: cancelled/);
    expect(first(), 'nothing of its stage runs').toEqual([]);
    expect(bench.names('tasks/queue/cancelled')).toEqual(['interventions.jsonl', 't1.md', 't3.md']);

    const second = await theStage('t2');
    expect(await said((context) => retryingActive()(context, why))).toBe('task/t2 is queued.');
    expect(second()).toEqual([]);
    await until(() => bench.names('tasks/done').length === 3, 'what is left is done, t2 at its second try');
    expect(await said((context) => cancel(context, why, 't2')), 'it is done').toBe(1);
    expect(await said((context) => retryingActive()(context, why)), 'nothing is active').toBe(1);
    expect(await said((context) => clearStale(context, why))).toBe('Nothing is stale.');

    expect(await said((context) => fix(context, why, 'bad')), 'it is as bad as before').toBe(1);
    writeFileSync(bench.file('tasks/queue/bad.md.invalid'), taskText('bad'));
    expect(await said((context) => fix(context, why, 'bad'))).toContain('task bad is in the queue.');
    expect(bench.names('tasks/queue/invalid-archived')).toContain('bad.md.invalid');
    expect(await said((context) => verify(context))).toContain('Equal');
    await said((context) => controlling('stop')(context, why));
    await served;
  });

  it('without a worker: an agent that outlived its worker is ended', async () => {
    await open({ 'builder:t1': [LONG] }, 't1');
    const daemon = bench.start('run', 'daemon');
    const stage = await theStage('t1');
    const { agent } = await runningAgent(bench);
    daemon.child.kill('SIGKILL');
    await daemon.ended;
    expect(isAlive(agent)).toBe(true);
    expect(await said((context) => cancel(context, why, 't1'))).toBe('task/t1 is cancelled.');
    expect(await said((context) => list(context, { limit: 5 }))).toMatch(/task\/t1 .* builder +ended: cancelled/);
    expect(stage()).toEqual([]);
    expect(bench.names('tasks/active')).toEqual([]);
  });
});
