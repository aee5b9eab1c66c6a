// When a wait for a broken environment ends, and when it does not.
import type { FailureName } from '../../core/contracts/failures.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Probed } from '../../agents/adapter.js';
import { awaitFolder } from '../../activities/trees/await.js';
import { awaitRunner } from '../../agents/await-runner.js';
import { CANCEL, LEAVE } from '../../agents/host/wait.js';
import { runAgent } from '../../agents/run-stage.js';
import type { Stand } from './stand.js';
import { makeStand, shRunner, until } from './stand.js';

type Change = Parameters<Stand['deps']>[0];

/** `looks`: how often the cause was looked for; `ended`: null while it goes on. */
function waiting(stand: Stand, failureClass: FailureName, change: Change = {}) {
  const control = new AbortController();
  const wait = { looks: 0, ended: null as 'well' | 'rejected' | null, abort: (why: string) => control.abort(why) };
  const failed = { request: stand.request(), failureClass, since: new Date().toISOString() };
  const deps = { ...stand.deps({ signal: control.signal, ...change }), beat: () => (wait.looks += 1) };
  const dirs = { workspace: stand.workspaceDir, state: stand.stateDir };
  const ended = failureClass === 'work_tree_busy' ? awaitFolder(dirs, failed.request, deps) : awaitRunner(failed, deps);
  const done = ended.then(
    () => (wait.ended = 'well'),
    () => (wait.ended = 'rejected'),
  );
  return Object.assign(wait, { done });
}

/** Says one thing after another, and then the last one for ever. */
function says(...all: Probed[]): Change {
  const probe = () => Promise.resolve((all.length > 1 ? all.shift() : all[0]) ?? 'unknown');
  return { adapters: [shRunner('true', { probe })] };
}

test('ends when what was broken is ready', async () => {
  const wait = waiting(makeStand(), 'network_unavailable', says('broken', 'ready'));
  await wait.done;
  expect(wait).toMatchObject({ ended: 'well', looks: 2 });
});

test.each<[string, Probed]>([
  ['is ready from the start, because the stage failed in spite of it', 'ready'],
  ['cannot be judged', 'unknown'],
])('leaves it to the timer when the cause %s', async (_name, said) => {
  const wait = waiting(makeStand(), 'network_unavailable', says(said));
  await until(() => wait.looks >= 2);
  expect(wait.ended).toBeNull();
  wait.abort(CANCEL);
  await wait.done;
  expect(wait.ended, 'the wait was cancelled, which is no error').toBe('well');
});

test('goes on with another worker when this one leaves', async () => {
  const wait = waiting(makeStand(), 'network_unavailable', says('broken'));
  await until(() => wait.looks >= 1);
  wait.abort(LEAVE);
  await wait.done;
  expect(wait.ended).toBe('rejected');
});

test('waits for its cancellation where a runner cannot look', async () => {
  const wait = waiting(makeStand(), 'network_unavailable', { adapters: [shRunner('true')] });
  await until(() => wait.looks >= 1);
  wait.abort(CANCEL);
  await wait.done;
  expect(wait.ended).toBe('well');
});

test('sees when another agent gives the work tree free, and the stage then runs', async () => {
  const stand = makeStand();
  const other = spawn('flock', [stand.workspaceDir, 'sleep', '60'], { detached: true });
  await once(other, 'spawn');
  const deps = stand.deps({ adapters: [shRunner('true')] });
  const held = await runAgent(stand.request(), deps);
  expect(held).toMatchObject({ exitKind: 'not_started', failure: { class: 'work_tree_busy' } });
  const wait = waiting(stand, 'work_tree_busy', { adapters: deps.adapters ?? [] });
  await until(() => wait.looks >= 1);
  process.kill(-(other.pid ?? 0), 'SIGKILL');
  await wait.done;
  const next = stand.request({ requestId: `request-${process.pid}-next` });
  expect(await runAgent(next, deps)).toMatchObject({ exitKind: 'completed' });
});

test('sees when the cause that a script names is gone, and the stage then plays', async () => {
  const stand = makeStand();
  const script = join(stand.stateDir, 'script.json');
  const broken = { class: 'provider_unavailable', while: 'down' };
  writeFileSync(script, JSON.stringify({ outcomes: { builder: [{ broken, repeat: true }] } }));
  mkdirSync(join(stand.workspaceDir, 'down'));
  const env = { ...stand.deps().env, MILLRACE_SCRIPT: script };
  const failed = await runAgent(stand.request(), stand.deps({ env }));
  expect(failed).toMatchObject({ exitKind: 'not_started', failure: { class: 'provider_unavailable' } });
  expect(failed.failure?.detail).toContain('down');
  const wait = waiting(stand, 'provider_unavailable', { env });
  await until(() => wait.looks >= 1);
  rmSync(join(stand.workspaceDir, 'down'), { recursive: true });
  await wait.done;
  const next = stand.request({ requestId: `request-${process.pid}-played` });
  expect(await runAgent(next, stand.deps({ env }))).toMatchObject({ exitKind: 'completed', failure: null });
});
