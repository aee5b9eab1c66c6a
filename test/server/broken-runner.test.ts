// G12: a runner that breaks off with words that nobody knows. Two items that break off alike are a broken environment, which is
// kept where one run of a workflow ends and the next begins, and ends by itself.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterEach, expect, inject, it } from 'vitest';
import { NAMESPACE } from '../../worker/server/flags.js';
import { Bench, until } from '../support/bench.js';

let bench: Bench;
afterEach(() => bench.close());

/** Plays Codex; while there is a file `down` it ends at once, with an id of its own in its message each time. */
const CODEX = `#!/bin/sh
[ "$1" = --version ] && { echo codex-cli 0.60.0; exit 0; }
[ "$1" = sandbox ] && exit 0
node=$(sed -n 's/^Node ID: //p')
echo '{"type":"thread.started","thread_id":"1"}'
if [ -e down ]; then
  echo '{"type":"turn.failed","error":{"message":"The flux is out of gas (req_'$$')."}}'
  exit 1
fi
case $node in
  builder) marker=BUILDER_COMPLETE ;;
  checker) marker=CHECKER_PASS ;;
  *) marker=UPDATE_COMPLETE ;;
esac
echo '{"type":"item.completed","item":{"id":"1","type":"agent_message","text":"### '$marker'"}}'
echo '{"type":"turn.completed","usage":{"input_tokens":1,"output_tokens":1}}'
`;

async function runsOf(client: Client, workflowId: string): Promise<number> {
  let runs = 0;
  for await (const _ of client.workflow.list({ query: `WorkflowId='${workflowId}'` })) runs += 1;
  return runs;
}

it('costs one item its attempts, and the others time only', async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('a', 'b', 'c');
  const toml = readFileSync(bench.file('millrace.toml'), 'utf8');
  const runtime = '[runtime]\nhistory_events = 50\nenvironment_backoff_seconds = [2]';
  const runner = '[runners.codex]\ncommand = "tools/codex"';
  writeFileSync(bench.file('millrace.toml'), toml.replace('[runtime]', runtime).replace('[runners.codex]', runner));
  mkdirSync(path.join(bench.workspace, 'tools'));
  writeFileSync(path.join(bench.workspace, 'tools', 'codex'), CODEX);
  chmodSync(path.join(bench.workspace, 'tools', 'codex'), 0o755);
  const down = path.join(bench.workspace, 'down');
  writeFileSync(down, '');
  await bench.ok('trust', '--accept');
  delete bench.env['MILLRACE_SCRIPT'];

  const worker = bench.start('run', '--until', 'idle');
  const waits = () => bench.events('stage_waits_for_environment');
  await until(() => waits().length >= 2 || worker.child.exitCode !== null, 'two waits');
  expect(new Set(waits().map(({ data }) => data['work_item']))).toEqual(new Set(['task/b']));
  expect(waits()[0]?.data['reason']).toMatch(/^runner_broken: .*out of gas/);
  expect([bench.names('tasks/blocked'), bench.names('tasks/active'), bench.names('tasks/queue')]).toEqual([
    ['a.md'],
    ['b.md'],
    ['c.md'],
  ]);
  // Between two waits it is tried, and needs nobody.
  let status = await bench.run('status', '--check');
  while (status.code !== 20) status = await bench.run('status', '--check');
  expect(status.output).toMatch(/task\/b builder waits .*runner_broken/);

  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const client = new Client({ connection, namespace: NAMESPACE });
  const { id } = JSON.parse(readFileSync(bench.file('workspace.json'), 'utf8')) as { id: string };
  const runs = (workflow: string) => runsOf(client, workflow);
  // What nobody paused goes on as it was, and fills the history.
  for (let sent = 0; sent < 60 && (await runs(`millrace:${id}`)) === 1; sent += 1)
    await client.workflow.getHandle(`millrace:${id}`).signal('resume', { reason: 'test' });
  expect(await runs(`millrace:${id}`)).toBeGreaterThan(1);
  expect(await runs(`millrace:${id}:backlog`)).toBeGreaterThan(1);
  await connection.close();

  rmSync(down);
  expect((await worker.ended).code).toBe(0);
  expect(bench.names('tasks/done')).toEqual(['a.md', 'b.md', 'c.md']);
  expect(bench.events('blocked_work_item_requeued').map(({ data }) => data['work_item'])).toEqual(['task/a']);
});
