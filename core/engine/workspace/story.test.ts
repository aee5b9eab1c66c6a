// Stories are carried as long as there is room: a state that would become too large loses them, and nothing else by it.
import { expect, it } from 'vitest';
import { jsonBytes, LIMITS } from '../../contracts/limits.js';
import { put } from '../../own.js';
import { packScheduler, unpackScheduler } from './carry.js';
import { type Item, itemKey, newScheduler, type SchedulerState } from './scheduler-state.js';

function blockedItems(count: number): SchedulerState {
  const state = newScheduler('ws', 6);
  for (let n = 0; n < count; n += 1) {
    const id = `t-${n}`;
    const failed = {
      runId: `run-${n}`,
      node: 'builder',
      stageNumber: 1,
      requestId: `request-${n}`,
      outcome: 'BLOCKED',
    };
    const story = { failed: { ...failed, failureClass: 'builder_blocked' as const, detail: 'x'.repeat(500) } };
    const facts = { family: 'task', id, root: 'backlog', createdAt: '2026-01-01T00:00:00.000Z', generation: 0 };
    const item: Item = { ...facts, sha256: 'a'.repeat(64), waitsFor: [], state: 'blocked', reason: 'why', story };
    put(state.items, itemKey('task', id), item);
  }
  return state;
}

it.each([
  [10, true],
  [5000, false],
])('of %i blocked items: stories are kept: %s', (count, isKept) => {
  const packed = packScheduler(blockedItems(count));
  expect(jsonBytes(packed)).toBeLessThanOrEqual(LIMITS.carried);
  const { items } = unpackScheduler(JSON.parse(JSON.stringify(packed)) as typeof packed);
  expect(Object.keys(items)).toHaveLength(count);
  expect(Object.values(items).every(({ story }) => (story !== undefined) === isKept)).toBe(true);
});
