// Work that nothing will ever move by itself: `status`, `queue show` and `queue ls` say what to do, each of it with a remedy that fits.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StuckView } from '../../core/contracts/mirror.js';
import { specText } from '../files/room.js';
import { taskText } from '../support/task-text.js';
import { makeStand, type Ran, type Stand } from './stand.js';

let stand: Stand;
beforeAll(async () => {
  stand = await makeStand();
  put('tasks/queue/waits.md', taskText('waits', '\nDepends-On:\n- nobody\n'));
  put('tasks/queue/behind.md', taskText('behind', '\nDepends-On:\n- held\n'));
  put('tasks/blocked/held.md', taskText('held'));
  put('learning/requests/queue/unclaimed.md', taskText('unclaimed'));
  put('specs/done/s-1.md', specText('s-1', 'manual'));
  const stuck: StuckView[] = [
    { what: 'waiting', family: 'task', id: 'waits', reason: 'waits for task nobody, which is unknown' },
    { what: 'blocked', family: 'task', id: 'held', reason: 'its incident ended without new work' },
    { what: 'unclaimed', family: 'learning_request', id: 'unclaimed', reason: 'nothing of the mode m works on it now' },
    { what: 'root', family: 'spec', id: 's-1', reason: 'the mode m judges no roots' },
  ];
  const workspace = { ...SECTION, stuck };
  put('state/runtime_snapshot.json', JSON.stringify({ sections: { workspace, orders: { workspace: [1, 0] } } }));
});
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const SECTION = {
  ...{ seq: 1, rules: 4, phase: 'idle', pauseSources: [], allowance: null, planId: 'p', planDigest: 'd', mode: 'm' },
  ...{ turn: 1, active: null, lastOutcome: null, depths: { planning: 0, execution: 2, learning: 1 }, blocked: 1 },
  ...{ targets: [], next: [], waiting: [], updatedAt: '2026-01-01T00:00:00.000Z' },
};

function put(file: string, text: string): void {
  const path = join(stand.workspace, 'millrace-agents', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const said = async (...args: string[]): Promise<Ran> => {
  const ran = await stand.run([...args, '--workspace', stand.workspace]);
  return { ...ran, stdout: ran.stdout.replace(/\s+/g, ' ') };
};

describe('work at rest', () => {
  test('is all named by status, with what to do, and asks for a person', async () => {
    const { code, stdout } = await said('status', '--check', '--limit', 'all');
    expect(code).toBe(20);
    expect(stdout).toContain('millrace queue retarget waits --from nobody --to TASK');
    expect(stdout).toContain('millrace retry held --family task');
    expect(stdout).toContain('millrace cancel unclaimed --family learning_request');
    expect(stdout).toMatch(/s-1.*judges no roots.*millrace modes list/);
  });

  test.each([
    ['waits', 'millrace queue retarget waits --from nobody --to TASK'],
    ['held', 'millrace retry held'],
    ['behind', 'millrace retry held'],
    ['unclaimed', 'millrace modes list'],
  ])('is told of %s by queue show', async (id, what) => {
    const { code, stdout } = await said('queue', 'show', id);
    expect(code).toBe(0);
    expect(stdout).toContain(what);
  });

  test('is told why by queue ls', async () => {
    const { stdout } = await said('queue', 'ls', '--all');
    expect(stdout).toMatch(/waits .*waits for task nobody, which is unknown/);
    expect(stdout).toMatch(/behind .*waits for task held, which is blocked/);
  });
});
