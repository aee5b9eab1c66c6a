// G12: a broken environment costs time, never items, attempts or tokens. The waits here are far longer than the tests, so
// that only seeing the cause go can end them.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { afterEach, expect, inject, it } from 'vitest';
import { lineageWorkflowId } from '../../core/contracts/ids.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { Bench, until } from '../support/bench.js';

let bench: Bench;
afterEach(() => bench.close());

const OUTCOMES = ['builder BUILDER_COMPLETE', 'checker CHECKER_PASS', 'updater UPDATE_COMPLETE'];

/** The first of them waits, the others wait for it. */
const TASKS = ['t1', 't2', 't3', 't4'];

/** `codex`: lines of `[runners.codex]`. */
async function open(tasks: readonly string[], codex = ''): Promise<void> {
  bench = await new Bench(inject('temporalAddress')).withTasks(...tasks);
  const file = bench.file('millrace.toml');
  const waits = '[runtime]\nenvironment_backoff_seconds = [600]';
  const text = readFileSync(file, 'utf8').replace('[runtime]', waits);
  writeFileSync(file, text.replace('[runners.codex]', `[runners.codex]\n${codex}`));
  await bench.ok('trust', '--accept');
}

/** The waiting activity beats after it has looked: a cause that goes before that is left to the timer. */
async function causeWasSeen(): Promise<void> {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const { id } = JSON.parse(readFileSync(bench.file('workspace.json'), 'utf8')) as { id: string };
  const lineage = new Client({ connection, namespace: NAMESPACE }).workflow.getHandle(lineageWorkflowId(id, 'backlog'));
  const pending = async () => (await lineage.describe()).raw.pendingActivities ?? [];
  while (!(await pending()).some(({ heartbeatDetails }) => heartbeatDetails)) await sleep(50);
  await connection.close();
}

/** Runs until the stage waits; `check`: exit code of `status --check` meanwhile. */
async function waitsFor(
  tasks: readonly string[],
  failureClass: string,
  check: number,
): Promise<ReturnType<Bench['start']>> {
  const worker = bench.start('run', '--until', 'idle');
  await until(() => bench.events('stage_waits_for_environment').length > 0 || worker.child.exitCode !== null, 'a wait');
  const status = await bench.run('status', '--check');
  expect(status.output).toMatch(new RegExp(`task/t1 builder waits .*${failureClass}`));
  expect(status.code).toBe(check);
  expect(bench.names('tasks/active'), 'the item stays where it is').toEqual(['t1.md']);
  expect(bench.names('tasks/queue'), 'and so do the others').toEqual(tasks.slice(1).map((id) => `${id}.md`));
  expect(status.output).toContain(`${tasks.length - 1} queued`);
  await causeWasSeen();
  return worker;
}

/** All are done in their order after one wait and one more attempt of one stage, and nothing was spent. */
function expectNothingSpent(tasks: readonly string[]): void {
  const said = OUTCOMES.map((one) => one.split(' '));
  expect(bench.stages()).toEqual(tasks.flatMap((id) => said.map(([node, outcome]) => `${node} task/${id} ${outcome}`)));
  expect(bench.events('stage_waits_for_environment')).toHaveLength(1);
  const starts = bench.events('stage_started').map(({ data }) => data);
  expect(starts.filter(({ attempt }) => attempt !== 1)).toMatchObject([{ node_id: 'builder', stage: 1, attempt: 2 }]);
  expect(starts).toHaveLength(3 * tasks.length + 1);
  expect(bench.names('tasks/done')).toEqual(tasks.map((id) => `${id}.md`));
}

it('a stage whose network is gone waits, needs nobody, and runs when the network is back', async () => {
  await open(['t1']);
  const down = path.join(bench.workspace, 'down');
  bench.script({ builder: [{ broken: { class: 'network_unavailable', while: 'down' }, repeat: true }] });
  mkdirSync(down);
  const worker = await waitsFor(['t1'], 'network_unavailable', 0);
  rmSync(down, { recursive: true });
  expect((await worker.ended).code).toBe(0);
  expectNothingSpent(['t1']);
});

it('a queue waits for Codex, needs a person, and runs when Codex is installed, and accepted as it lies in the workspace', async () => {
  const command = 'tools/codex';
  await open(TASKS, `command = "${command}"`);
  delete bench.env['MILLRACE_SCRIPT'];
  const worker = await waitsFor(TASKS, 'runner_binary_missing', 20);
  installCodex(path.join(bench.workspace, command));
  expect(await bench.ok('trust', '--accept')).toMatch(/^Accepted/m);
  expect((await worker.ended).code).toBe(0);
  expectNothingSpent(TASKS);
});

/** Plays Codex: reads the prompt, answers with the events of a turn. */
const CODEX = `#!/bin/sh
case $(sed -n 's/^Node ID: //p') in
  builder) marker=BUILDER_COMPLETE ;;
  checker) marker=CHECKER_PASS ;;
  *) marker=UPDATE_COMPLETE ;;
esac
echo '{"type":"thread.started","thread_id":"1"}'
echo '{"type":"item.completed","item":{"id":"1","type":"agent_message","text":"### '$marker'"}}'
echo '{"type":"turn.completed","usage":{}}'
`;

/** In place at once, as an installer does it. */
function installCodex(file: string): void {
  mkdirSync(path.dirname(file));
  writeFileSync(file, CODEX);
  chmodSync(file, 0o755);
}
