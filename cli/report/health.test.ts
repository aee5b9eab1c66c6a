// Why nothing runs: what goes on in a moment is no reason, and what waits for others is one only where something is queued.
import { describe, expect, it } from 'vitest';
import type { Around, RunNow } from '../around.js';
import { NO_WORKER } from '../worker-state.js';
import { idleOf } from './health.js';

const folder = (state: string, ...ids: string[]) => ({ family: 'task', state, ids });
const run = (state: string, asks = false): RunNow =>
  ({ run: { family: 'task', id: 'a', state, waitsFor: 'the network' }, asks }) as unknown as RunNow;

function around(folders: object[], runs: RunNow[], waiting: object[] = []): Around {
  const served = { ...NO_WORKER, alive: true, pid: 1 };
  const snapshot = { workspace: { pauseSources: [], waiting } };
  return { worker: served, servedFrom: null, folders, runs, needsYou: [], snapshot } as unknown as Around;
}

describe('nothing runs, and for no reason that lasts', () => {
  it.each([
    ['a stage that was just approved', around([folder('active', 'a')], [run('asking')])],
    ['an item that was just claimed', around([folder('active', 'a'), folder('queued', 'b')], [])],
    ['one beside another that asks', around([folder('active', 'a', 'b')], [run('asking', true)])],
  ])('%s', (_what, found) => expect(idleOf(found, 0)).toBeNull());
});

it('waits for others where what is queued does', () => {
  const waits = [{ family: 'task', id: 'b', reason: 'waits for a' }];
  expect(idleOf(around([folder('queued', 'b')], [], waits), 0)).toMatchObject({
    ...{ reason: 'dependencies', detail: 'waits for a', items: ['task/b'] },
  });
});

it('is told where an active one stands still', () => {
  expect(idleOf(around([folder('active', 'a')], [run('waiting')]), 0)).toMatchObject({ reason: 'runner_unavailable' });
});
