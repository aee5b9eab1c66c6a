// G8: a stage behind a gate waits for a person through the death of its worker, and the very attempt that asked goes on.
import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterEach, expect, inject } from 'vitest';
import { workspaceWorkflowId } from '../../core/contracts/ids.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { Bench, until } from '../support/bench.js';
import { WHOLE } from '../support/stages.js';
import { slow } from '../support/tier.js';

let bench: Bench;
afterEach(() => bench.close());

const GATE = '\n[stages.builder.capabilities]\n"runner.invoke" = "approval_required"\n';

/** Facts of the question about this task. */
const question = (task: string): Promise<Record<string, unknown>> =>
  until(
    () => bench.events('approval_requested').find(({ data }) => data['work_item'] === `task/${task}`)?.data,
    `${task} asks`,
  );

/** Requests for which a process of ours was started, ever. */
function startedAgents(): string[] {
  const runs = path.join(bench.stateDir(), 'run');
  return existsSync(runs) ? readdirSync(runs) : [];
}

/** As somebody does who has only Temporal's own tools. */
async function signalByHand(name: string, args: object): Promise<void> {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const id = bench.stateDir().split('/').at(-1) ?? '';
  const home = new Client({ connection, namespace: NAMESPACE }).workflow.getHandle(workspaceWorkflowId(id));
  await home.signal(name, args);
  await connection.close();
}

slow('approve by command, deny by signal, with the worker killed in between', async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1', 't2');
  appendFileSync(bench.file('millrace.toml'), GATE);
  const first = bench.start('run', 'daemon');
  const id = String((await question('t1'))['approval_id']);
  await until(() => existsSync(bench.file(`approvals/pending/${id}.json`)), 'the question is shown');
  first.child.kill('SIGKILL');
  await first.ended;

  const status = await bench.run('status', '--check');
  expect(status.code, status.output).toBe(20);
  expect(status.output).toContain(`millrace approvals approve ${id}`);
  expect(startedAgents(), 'nothing starts while it asks').toEqual([]);

  const second = bench.start('run', '--until', 'idle');
  await until(() => bench.events('runtime_started').length === 2, 'another worker begins');
  expect(await bench.ok('approvals', 'approve', 't1', '--reason', 'seen')).toContain('Approved runner.invoke');
  const denied = String((await question('t2'))['approval_id']);
  expect(await bench.ok('approvals', 'ls')).toMatch(new RegExp(`${denied} +pending +task/t2 +builder +runner.invoke`));
  expect((await bench.run('mirror', 'verify')).code, 'G16').toBe(0);
  for (const [command, list] of [
    ['approvals approve t1', 'approvals ls'],
    ['closures judge t2', 'closures ls'],
    ['incident resolve t2', 'queue ls'],
  ] as const) {
    const { code, output } = await bench.run(...command.split(' '));
    expect({ code, output }).toMatchObject({
      code: 4,
      output: expect.stringContaining(`\`millrace ${list}\``) as string,
    });
  }
  await signalByHand('deny', { approval: denied, reason: 'not this one' });

  const { code, output } = await second.ended;
  expect(code, output).toBe(11);
  expect(bench.stages()).toEqual(WHOLE);
  const shown = JSON.parse(await bench.ok('approvals', 'show', id, '--json')) as { data: Record<string, unknown> };
  expect(shown.data).toMatchObject({ status: 'approved', decision_reason: 'seen', work_item_id: 't1' });
  expect(bench.events('stage_started')[0]?.data).toMatchObject({ request_id: shown.data['request_id'], attempt: 1 });
  expect(startedAgents(), 'of what was denied, nothing').toHaveLength(WHOLE.length);
  expect(bench.events('approval_requested'), 'nobody is asked twice').toHaveLength(2);
  expect((await bench.run('status')).output).toContain('signal denied it: not this one');
});
