// `runs tail` from files alone: what an agent says while it works and what it said last.
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ran, Stand } from './stand.js';
import { makeStand } from './stand.js';

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
  expect(await tail(['run-x'])).toMatchObject({ code: 4, stderr: expect.stringMatching(/no run run-x/) as string });
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
