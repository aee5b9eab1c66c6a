// `logs` and `runs tail` from files alone: what an agent says while it works and what it said last, of any stage.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ran, Stand } from './stand.js';
import { MAIN, makeStand } from './stand.js';
import { until } from '../support/bench.js';

let stand: Stand;
beforeAll(async () => void (stand = await makeStand()));
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const shown = (path: string): string => join(stand.workspace, 'millrace-agents', path);
const tail = (args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  stand.run(['runs', 'tail', ...args], { cwd: stand.workspace, env });

const message = (text: string): string =>
  `${JSON.stringify({ type: 'item.completed', item: { type: 'agent_message', text } })}\n`;

/** Leaves in the run's folder what a stage that began has left there; returns the raw file of its agent. */
function begin(run: string, request: string, runner: string, at: string): string {
  mkdirSync(shown(`runs/${run}`), { recursive: true });
  const invocation = { runner_name: runner, node_id: 'builder', emitted_at: at };
  writeFileSync(shown(`runs/${run}/runner_invocation.${request}.json`), JSON.stringify(invocation));
  const { id } = JSON.parse(readFileSync(shown('workspace.json'), 'utf8')) as { id: string };
  const journal = join(stand.root, 'state', id, 'run', request);
  mkdirSync(journal, { recursive: true });
  return join(journal, 'out');
}

test('without any run it says so, and that is not an agent that said nothing', async () => {
  expect(await tail()).toMatchObject({ code: 4, stderr: expect.stringMatching(/no runs yet/) as string });
  expect(await tail(['run-x'])).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/no item and no run run-x/) as string,
  });
  expect(await tail(['../x'])).toMatchObject({ code: 2 });
  expect(await tail(['--lines', '0'])).toMatchObject({ code: 2 });
  expect(await tail(['-f', '--json'])).toMatchObject({ code: 2, stdout: expect.stringMatching(/"usage"/) as string });
});

test('the output of an agent at work is told in words, without secrets and without what steers a terminal', async () => {
  const raw = begin('run-1', 'request-1a', 'codex_cli', '2026-01-31T09:00:00Z');
  writeFileSync(
    raw,
    `{"type":"turn.started"}\n${message('first\nsecond')}${message('key very-secret-value \u001b[2J')}`,
  );
  appendFileSync(raw, '{"type":"item.comple');
  const { code, stdout } = await tail([], { MY_TOKEN: 'very-secret-value' });
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(1)).toEqual(['| first', '| second', '| key [redacted] \\x1b[2J', '']);
  const { data } = JSON.parse((await tail(['--lines', '1', '--json'])).stdout) as { data: object };
  expect(data).toMatchObject({ runId: 'run-1', requestId: 'request-1a', ended: false, lines: [expect.any(String)] });
});

test('of a run that ended the last stage is told, from its artifacts, and following it ends at once', async () => {
  begin('run-2', 'request-2a', 'scripted', '2026-01-31T09:00:00Z');
  begin('run-2', 'request-2b', 'scripted', '2026-01-31T09:05:00Z');
  const put = (name: string, text: string): void => writeFileSync(shown(`runs/run-2/${name}`), text);
  put('runner_completion.request-2a.json', JSON.stringify({ ended_at: '2026-01-31T09:04:00Z' }));
  put('runner_completion.request-2b.json', JSON.stringify({ ended_at: '2026-01-31T09:06:00Z' }));
  put('runner_events.request-2a.jsonl', 'earlier\n');
  put('runner_events.request-2b.jsonl', 'working\n');
  put('runner_stdout.request-2b.txt', 'Done.\n\n### BUILDER_COMPLETE\n');
  for (const args of [['2'], ['run-2', '--follow']]) {
    const { code, stdout } = await tail(args);
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(1)).toEqual(['| working', '| Done.', '|', '| ### BUILDER_COMPLETE', '']);
  }
});

test('a large output costs no more than its end', async () => {
  const raw = begin('run-3', 'request-3a', 'scripted', '2026-01-31T09:00:00Z');
  writeFileSync(raw, 'early\n'.repeat(500_000) + 'late\n');
  const { stdout } = await tail(['run-3', '--lines', '2']);
  expect(stdout.split('\n').slice(1)).toEqual(['| early', '| late', '']);
});

describe('logs', () => {
  const logs = (...args: string[]): Promise<Ran> => stand.run(['logs', ...args], { cwd: stand.workspace });
  const put = (name: string, value: string | object): void => {
    mkdirSync(join(shown(name), '..'), { recursive: true });
    writeFileSync(shown(name), typeof value === 'string' ? value : JSON.stringify(value));
  };
  /** A stage as its run shows it. */
  function ended(run: string, request: string, number: number, node: string, more: object = {}): void {
    begin(run, request, 'codex_cli', `2026-02-01T09:0${number}:00Z`);
    const item = { work_item_family_id: 'task', work_item_id: 't-9', node_id: node, runner_name: 'codex_cli' };
    const stage = { ...item, stage_number: number, attempt: 1, started_at: `2026-02-01T09:0${number}:00Z`, ...more };
    put(`runs/${run}/stage_results/${request}.json`, {
      ...{ ...stage, completed_at: `2026-02-01T09:0${number}:30Z`, terminal_result: `${node.toUpperCase()}_COMPLETE` },
    });
    put(`runs/${run}/runner_events.${request}.jsonl`, message(`the ${node} of ${request}`));
  }
  beforeAll(() => {
    put('tasks/done/t-9.md', '# T 9\n');
    put('tasks/queue/t-10.md', '# T 10\n');
    ended('run-9', 'request-9a', 1, 'builder');
    ended('run-9', 'request-9b', 2, 'checker');
    ended('run-9', 'request-9c', 3, 'builder');
    ended('run-9', 'request-9d', 3, 'builder', { attempt: 2, started_at: '2026-02-01T09:03:10Z' });
    const claim = { event_type: 'work_item_claimed', occurred_at: '2026-02-01T09:00:00Z', key: 'turn:9' };
    put(
      'logs/runtime_events.jsonl',
      `${JSON.stringify({ seq: 1, ...claim, data: { work_item: 'task/t-9', run_id: 'run-9' } })}\n`,
    );
  });
  const headings = ({ stdout }: Ran): string[] => stdout.split('\n').filter((line) => line.startsWith('-- '));

  test('of an item are those of its last stage, and name the others', async () => {
    const ran = await logs('t-9');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toBe(
      '-- 3 builder task/t-9 request-9d, attempt 2, ended: BUILDER_COMPLETE\n| the builder of request-9d\n',
    );
    expect(ran.stderr).toBe(
      'Other stages of this run: 1 builder, 2 checker, 3 builder. `--stage` takes a name or a number.\n',
    );
  });

  test.each([
    [['t-9', '--stage', 'checker'], ['-- 2 checker task/t-9 request-9b, ended: CHECKER_COMPLETE']],
    [['run-9', '--stage', '1'], ['-- 1 builder task/t-9 request-9a, ended: BUILDER_COMPLETE']],
    [
      ['9', '--stage', '3'],
      [
        '-- 3 builder task/t-9 request-9c, ended: BUILDER_COMPLETE',
        '-- 3 builder task/t-9 request-9d, attempt 2, ended: BUILDER_COMPLETE',
      ],
    ],
  ])('%j', async (args, expected) => {
    const ran = await logs(...args);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(headings(ran)).toEqual(expected);
  });

  test('are raw where that is asked for, and data with --json', async () => {
    const { stdout } = await logs('t-9', '--stage', '2', '--raw');
    expect(stdout).toContain('| {"type":"item.completed"');
    const { data } = JSON.parse((await logs('t-9', '--stage', 'builder', '--json')).stdout) as { data: object };
    expect(data).toMatchObject({ runId: 'run-9', stages: [{ number: 1 }, { number: 3, attempt: 1 }, { attempt: 2 }] });
  });

  test('of much are cut, and say so', async () => {
    ended('run-11', 'request-11a', 1, 'builder');
    put('runs/run-11/runner_events.request-11a.jsonl', message('x').repeat(300));
    expect(await logs('run-11')).toMatchObject({
      stderr: '200 lines before these are left out: `--lines all` shows them.\n',
    });
    expect((await logs('run-11', '--lines', 'all')).stdout.split('\n')).toHaveLength(302);
  });

  test('that are kept no more are said to be so', async () => {
    ended('run-12', 'request-12a', 1, 'builder');
    rmSync(shown('runs/run-12/runner_events.request-12a.jsonl'));
    expect((await logs('run-12')).stdout).toMatch(/ended: BUILDER_COMPLETE\nNothing is recorded of what its agent did/);
  });

  test.each([
    [['t-10'], /Nothing is recorded of task\/t-10: it is queued/],
    [['t-99'], /no item and no run t-99 in this workspace\. Did you mean t-9\?/],
    [
      ['t-9', '--stage', 'bilder'],
      /has no stage bilder that has begun\. Did you mean builder\?\nIt has: 1 builder, 2 checker, 3 builder\./,
    ],
    [['t-9', '--stage', '7'], /task\/t-9 has no stage 7/],
    [['t-9', '--stage', 'bilder', '--follow'], /has no stage bilder/],
  ])('%j has none', async (args, says) => {
    const ran = await logs(...args);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toMatch(says);
  });
});

test('the log of the worker is followed from one file into the next, inert, until its reader leaves', async () => {
  const { id } = JSON.parse(readFileSync(shown('workspace.json'), 'utf8')) as { id: string };
  const log = join(stand.root, 'state', id, 'worker.log');
  const put = (text: string): void =>
    appendFileSync(log, `${JSON.stringify({ at: '2026-01-31T09:00:00Z', level: 'INFO', message: text })}\n`);
  const logs = (...args: string[]): Promise<Ran> => stand.run(['logs', ...args], { cwd: stand.workspace });
  expect(await logs('--worker')).toMatchObject({ code: 4 });
  expect(await logs('--server')).toMatchObject({ code: 4 });
  expect(await logs('--worker', '--server')).toMatchObject({ code: 2 });
  expect(await logs('run-1', '--worker')).toMatchObject({ code: 2 });
  ['one', 'two \u001b[2J'].forEach(put);
  const env = { ...process.env, MILLRACE_STATE_HOME: join(stand.root, 'state') };
  const child = spawn(process.execPath, [MAIN, 'logs', '--worker', '-f', '-n', '1'], { cwd: stand.workspace, env });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until(() => said.includes('two'), 'its last line');
  put('three');
  renameSync(log, `${log}.1`);
  put('four');
  await until(() => said.includes('four'), 'a line of the next file');
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(said.split('\n').map((line) => line.split(' ').slice(1).join(' '))).toEqual([
    ...['two \\x1b[2J', 'three', 'four', ''],
  ]);
  const { data } = JSON.parse((await logs('--worker', '-n', '2', '--json')).stdout) as { data: { lines: string[] } };
  expect(data.lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['three', 'four']);
});
