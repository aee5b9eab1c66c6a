// What a run tells at its end is what is so then.
import { expect, it } from 'vitest';
import { createTally } from './tally.js';

const event = (key: string, type: string, data: Record<string, unknown>) =>
  ({ seq: 1, key, type, at: '2026-01-01T00:00:00Z', data }) as const;

const blocked = (item: string) => event(`blocked:${item}`, 'work_item_blocked', { work_item: item });

it('counts each event once', () => {
  const tally = createTally();
  const done = event('done', 'work_item_done', { work_item: 'task/a' });
  tally.take([done, done]);
  tally.take([done]);
  expect(tally.done).toEqual(['task/a']);
});

it.each([
  ['was superseded by what replaces it', event('s', 'work_item_superseded', { work_item: 'task/a' })],
  ['was taken back', event('c', 'work_item_cancelled', { work_item: 'task/a', from: 'blocked' })],
  ['was done after all', event('d', 'work_item_done', { work_item: 'task/a' })],
])('does not call an item blocked that %s', (_how, later) => {
  const tally = createTally();
  tally.take([blocked('task/a'), blocked('task/b'), later]);
  expect(tally.blocked).toEqual(['task/b']);
});
