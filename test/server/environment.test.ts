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

const WHOLE = ['builder task/t1 BUILDER_COMPLETE', 'checker task/t1 CHECKER_PASS', 'updater task/t1 UPDATE_COMPLETE'];

/** `codex`: lines of `[runners.codex]`. */
async function open(codex = ''): Promise<void> {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1');
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
async function waitsFor(failureClass: string, check: number): Promise<ReturnType<Bench['start']>> {
  const worker = bench.start('run', '--until', 'idle');
  await until(() => bench.events('stage_waits_for_environment').length > 0 || worker.child.exitCode !== null, 'a wait');
  const status = await bench.run('status', '--check');
  expect(status.output).toMatch(new RegExp(`task/t1 builder waits .*${failureClass}`));
  expect(status.code).toBe(check);
  expect(bench.names('tasks/active'), 'the item stays where it is').toEqual(['t1.md']);
  await causeWasSeen();
  return worker;
}

/** The task is done after one wait and one more attempt, and nothing was spent. */
function expectNothingSpent(): void {
  expect(bench.stages()).toEqual(WHOLE);
  expect(bench.events('stage_waits_for_environment')).toHaveLength(1);
  const starts = bench.events('stage_started').map(({ data }) => [data['node_id'], data['stage'], data['attempt']]);
  const said = starts.map((start) => start.join(' '));
  expect(said).toEqual(['builder 1 1', 'builder 1 2', 'checker 2 1', 'updater 3 1']);
}

it('a stage whose network is gone waits, needs nobody, and runs when the network is back', async () => {
  await open();
  const down = path.join(bench.workspace, 'down');
  bench.script({ builder: [{ broken: { class: 'network_unavailable', while: 'down' }, repeat: true }] });
  mkdirSync(down);
  const worker = await waitsFor('network_unavailable', 0);
  rmSync(down, { recursive: true });
  expect((await worker.ended).code).toBe(0);
  expectNothingSpent();
});

it('a stage waits for Codex, needs a person, and runs when Codex is installed, and accepted as it lies in the workspace', async () => {
  const command = 'tools/codex';
  await open(`command = "${command}"`);
  delete bench.env['MILLRACE_SCRIPT'];
  const worker = await waitsFor('runner_binary_missing', 20);
  installCodex(path.join(bench.workspace, command));
  expect(await bench.ok('trust', '--accept')).toMatch(/^Accepted/m);
  expect((await worker.ended).code).toBe(0);
  expectNothingSpent();
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
