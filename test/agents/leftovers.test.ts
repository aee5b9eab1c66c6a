// What holds a work tree before a stage: leftovers of requests that are over are ended, everybody else is named and lives on.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ensureHost } from '../../agents/host/ensure.js';
import { holdersOf } from '../../agents/host/leftovers.js';
import { look, readHost } from '../../agents/host/journal.js';
import { runAgent } from '../../agents/run-stage.js';
import { makeStand, shRunner, type Stand, until } from './stand.js';

const started: number[] = [];
beforeEach(() => void vi.stubEnv('MILLRACE_NO_SUBREAPER', '1'));
afterEach(() => {
  vi.unstubAllEnvs();
  for (const pid of started.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It was ended, as it should be.
    }
  }
});

/** A request whose host nobody sweeps after, as an older build did with what it could not find. Gives who holds the tree. */
async function leave(stand: Stand, script: string): Promise<number[]> {
  const journal = stand.journal();
  writeFileSync(join(journal.dir, 'request.json'), JSON.stringify({ workspaceDir: stand.workspaceDir }));
  const [stdoutFile, stderrFile] = [join(journal.dir, 'stdout.log'), join(journal.dir, 'stderr.log')];
  const launch = () =>
    Promise.resolve({ argv: ['sh', '-c', script], env: { PATH: process.env['PATH'] ?? '' }, stdin: null, notes: [] });
  const treeDir = stand.workspaceDir;
  await ensureHost({ journal, treeDir, stdoutFile, stderrFile, foreground: true, launch, beat: () => undefined });
  await until(() => holding(stand).some(({ program }) => program === 'sleep'));
  started.push(...holding(stand).map(({ pid }) => pid));
  return started;
}

const holding = ({ workspaceDir }: Stand) => holdersOf(realpathSync(workspaceDir));
const next = (stand: Stand) =>
  runAgent(stand.request({ requestId: `request-${process.pid}-after` }), stand.deps({ adapters: [shRunner('true')] }));

test.each([
  ['cleared its environment, left the session and closed its output', 'env -i setsid sleep 60 >/dev/null 2>&1 &'],
  ['left the session and kept the mark', 'setsid sleep 60 >/dev/null 2>&1 &'],
  ['stayed in the session', 'env -i sleep 60 >/dev/null 2>&1 &'],
  ['has children', "env -i setsid sh -c 'sleep 60; sleep 60' >/dev/null 2>&1 &"],
])('what a request that is over left is ended by the next stage: a process that %s', async (_, script) => {
  const stand = makeStand();
  await leave(stand, script);
  await until(() => look(stand.journal()).state === 'done');
  expect(holding(stand)).not.toEqual([]);
  expect(await next(stand)).toMatchObject({ exitKind: 'completed' });
  expect(holding(stand)).toEqual([]);
});

test('the agent of a request that is not over is named, and works on', async () => {
  const stand = makeStand();
  await leave(stand, 'sleep 60');
  process.kill(readHost(stand.journal())?.pid ?? 0, 'SIGKILL');
  await until(() => look(stand.journal()).state === 'orphaned');
  const { failure } = await next(stand);
  expect(failure).toMatchObject({ class: 'work_tree_busy' });
  expect(failure?.detail).toMatch(/\d+ \(sleep\)/);
  expect(holding(stand).map(({ program }) => program)).toContain('sleep');
});

test('a stranger that took the same lock in its own way is named, and works on', async () => {
  const stand = makeStand();
  const script = 'exec 9<. && flock 9 && exec sleep 60';
  const other = spawn('sh', ['-c', script], { cwd: stand.workspaceDir, detached: true, stdio: 'ignore' });
  started.push(other.pid ?? 0);
  await once(other, 'spawn');
  await until(() => holding(stand).length > 0);
  const { failure } = await next(stand);
  expect(failure).toMatchObject({ class: 'work_tree_busy' });
  expect(failure?.detail).toContain(`${other.pid} (sleep)`);
  expect(other.exitCode ?? other.signalCode).toBeNull();
});
