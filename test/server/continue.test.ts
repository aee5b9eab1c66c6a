// Continue-as-new: histories stay short, and nothing is lost or repeated where one run of a workflow ends and the next begins.
import { readFileSync, writeFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { afterEach, expect, inject, it } from 'vitest';
import { NAMESPACE } from '../../worker/server/flags.js';
import { Bench } from '../support/bench.js';

let bench: Bench;
afterEach(() => bench.close());

const TASKS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

async function runsOf(client: Client, workflowId: string): Promise<number> {
  let runs = 0;
  for await (const _ of client.workflow.list({ query: `WorkflowId='${workflowId}'` })) runs += 1;
  return runs;
}

it('carries both machines over, repairs in flight included', async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks(...TASKS);
  const toml = readFileSync(bench.file('millrace.toml'), 'utf8');
  writeFileSync(bench.file('millrace.toml'), toml.replace('[runtime]', '[runtime]\nhistory_events = 60'));
  await bench.ok('trust', '--accept');
  bench.script({ checker: ['FIX_NEEDED'], doublechecker: ['FIX_NEEDED'] });
  await bench.ok('run', '--until', 'idle');

  expect(bench.names('tasks/done')).toEqual(TASKS.map((id) => `${id}.md`));
  const requests = bench.events('stage_completed').map((event) => event.data['request_id']);
  expect(new Set(requests).size, 'every result was applied once').toBe(requests.length);
  expect(bench.stages().filter((stage) => stage.startsWith('updater'))).toHaveLength(TASKS.length);

  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const client = new Client({ connection, namespace: NAMESPACE });
  const { id } = JSON.parse(readFileSync(bench.file('workspace.json'), 'utf8')) as { id: string };
  expect(await runsOf(client, `millrace:${id}`)).toBeGreaterThan(1);
  expect(await runsOf(client, `millrace:${id}:backlog`)).toBeGreaterThan(1);
  await connection.close();
});
