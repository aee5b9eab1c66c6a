// A command of the operator: what it says and how it ends is told, and nothing of it stays.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type CommandEnd, runCommand } from '../../agents/commands/run.js';
import { REQUEST_MARK } from '../../agents/environment.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { processesOf } from '../../agents/host/sweep.js';

const AS = { plane: 'execution', runner: 'scripted', permission: 'basic' } as const;

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-command-')));
  for (const name of ['tree', 'state']) mkdirSync(join(root, name));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
});

const MARK = `check-test-${process.pid}`;

function ran(command: string, more: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<CommandEnd> {
  const [tree, state] = [join(root, 'tree'), join(root, 'state')];
  const place = { workspaceDir: tree, treeDir: tree, stateDir: state, tmpDir: join(root, 'tmp') };
  const env = { PATH: process.env['PATH'], HOME: root, MY_TOKEN: 'hush-hush-hush', OTHER: 'unseen' };
  return runCommand(
    { ...place, config: DEFAULT_RUNNER_CONFIG, env, command, mark: MARK, timeoutMs: 20_000, ...more },
    AS,
  );
}

const left = (): number[] => processesOf({ requestId: MARK, agent: null, host: null });

test('says what it printed and how it ended, with the variables of an agent and no secret', async () => {
  const end = await ran('pwd; echo "to $OTHER" >&2; echo hush-hush-hush; exit 3');
  expect(end).toMatchObject({ kind: 'ended', status: 3 });
  expect(end.output).toContain(join(root, 'tree'));
  expect(end.output).toContain('to \n');
  expect(end.output).not.toContain('hush');
});

test('that prints without end is kept by its end, in whole lines', async () => {
  const end = await ran('seq 1 200000');
  expect(end.output.length).toBeLessThanOrEqual(64 * 1024);
  expect(end.output).toMatch(/^\d+\n[^]*\n200000\n$/);
});

test('has an end when its time is over, and leaves no process, whatever it started', async () => {
  const end = await ran('trap "" TERM; (sleep 300 &) ; setsid sleep 301 & sleep 302', { timeoutMs: 300 });
  expect(end).toMatchObject({ kind: 'timed_out', status: null });
  expect(left()).toEqual([]);
});

test('that ended by itself leaves no process either, nor waits for one', async () => {
  const end = await ran('setsid sleep 300 & echo $! > pid; exit 0');
  expect(end).toMatchObject({ kind: 'ended', status: 0 });
  expect(readFileSync(join(root, 'tree', 'pid'), 'utf8')).toMatch(/^\d+\n$/);
  expect(left()).toEqual([]);
});

test('is ended with whoever asked for it', async () => {
  const asked = new AbortController();
  const over = ran('sleep 300', { signal: asked.signal });
  setTimeout(() => asked.abort(new Error('the worker goes')), 100);
  await expect(over).rejects.toThrow('the worker goes');
  expect(left()).toEqual([]);
});

test('ends first what a call left that was killed', async () => {
  const first = spawn('sleep', ['300'], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, [REQUEST_MARK]: MARK },
  });
  const over = new Promise((resolve) => first.once('exit', (_code, signal) => resolve(signal)));
  while (left().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await ran('true')).toMatchObject({ status: 0 });
  expect(await over).toBe('SIGKILL');
});
