// What `status` says of a stage that waits for its environment.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunSection } from '../../core/contracts/mirror.js';
import { ENVIRONMENT_FAILURES } from '../../core/contracts/failure-lists.js';
import type { EnvironmentFailureClass } from '../../core/contracts/failures.js';
import { makeStand, type Stand } from './stand.js';

let stand: Stand;
beforeAll(async () => {
  stand = await makeStand();
});
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const waiting = (id: string, waitsClass: string): Partial<RunSection> => ({
  ...{ runId: `run-${id}`, family: 'task', id, node: 'builder', attempt: 2, stageNumber: 1, state: 'waiting' },
  ...{ since: '2026-01-31T09:00:00.000Z', waitsUntil: '2026-01-31T10:00:00.000Z' },
  ...{ waitsClass, waitsFor: `${waitsClass}: it said so` },
});

function statusWith(shown: object, ...options: string[]) {
  const snapshot = { written_at: '2026-01-31T09:00:00.000Z', ...shown };
  writeFileSync(join(stand.workspace, 'millrace-agents/state/runtime_snapshot.json'), JSON.stringify(snapshot));
  return stand.run(['status', '--check', ...options], { cwd: stand.workspace });
}

/** The screen and the exit code while a stage waits for a cause of this class. */
const statusOf = (waitsClass: string) => statusWith({ run: waiting('T-1', waitsClass) });

const FOR_A_PERSON: readonly EnvironmentFailureClass[] = [
  ...(['runner_binary_missing', 'auth_missing_or_invalid', 'runner_misconfigured', 'sandbox_unavailable'] as const),
  ...(['runner_broken', 'disk_full', 'disk_unusable', 'tree_unusable'] as const),
];

test.each(ENVIRONMENT_FAILURES)('%s: what is waited for, until when, and what to do', async (failureClass) => {
  const needsYou = FOR_A_PERSON.includes(failureClass);
  const { code, stdout } = await statusOf(failureClass);
  const line = stdout.split('\n').find((one) => one.startsWith('now')) ?? '';
  expect(line).toContain(`task/T-1 builder waits`);
  expect(line).toContain(`${failureClass}: it said so.`);
  expect(line).toContain('Tried again by 2026-01-31T10:00:00.000Z at the latest.');
  expect(code).toBe(needsYou ? 20 : 0);
  if (needsYou) expect(stdout).toMatch(/Needs you \(1\)[^]*what to do: .*by itself/);
  else expect(line).toContain(failureClass === 'work_tree_busy' ? 'The stage runs when ' : 'Nothing to do: ');
});

test('several turns have a line each, and what each of them needs', async () => {
  const running = { ...waiting('T-3', ''), state: 'running', requestId: '', waitsFor: null, waitsClass: null };
  const runs = [waiting('T-1', 'auth_missing_or_invalid'), waiting('T-2', 'runner_binary_missing'), running];
  const { code, stdout } = await statusWith({ run: runs[0], runs });
  const lines = stdout.split('\n').filter((one) => one.startsWith('now'));
  expect(lines.map((line) => /task\/T-\d builder(?: waits)?/.exec(line)?.[0])).toEqual([
    'task/T-1 builder waits',
    'task/T-2 builder waits',
    'task/T-3 builder',
  ]);
  expect(stdout).toMatch(/Needs you \(2\)[^]*task\/T-1[^]*task\/T-2/);
  expect(code).toBe(20);
  const few = await statusWith({ run: runs[0], runs }, '--limit', '1');
  expect(few.stdout.split('\n').filter((one) => one.startsWith('now'))).toHaveLength(1);
  expect(few.stdout).toContain('2 more');
  const json = await statusWith({ run: runs[0], runs }, '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    data: { run: { id: 'T-1' }, runs: [{ run: { id: 'T-1' } }, {}, {}] },
  });
});
