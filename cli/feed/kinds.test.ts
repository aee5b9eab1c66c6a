// A sentence of somebody else inside one of ours has one end.
import { expect, it } from 'vitest';
import { clause } from '../render/clause.js';
import { toldOf } from './kinds.js';

const told = (type: string, data: Record<string, unknown>): string | undefined =>
  toldOf({ seq: 1, type, at: '2026-01-01T00:00:00.000Z', data })?.detail;

it.each([
  [
    'stage_waits_for_environment',
    { reason: 'look at millrace.toml.', until: '10:00' },
    'look at millrace.toml, until 10:00',
  ],
  ['stage_waits_for_environment', { reason: 'look at millrace.toml.', until: '' }, 'look at millrace.toml.'],
  [
    'runtime_idle',
    { reason: 'no_work', detail: 'nothing is queued.', until: '10:00' },
    'no work: nothing is queued; goes on at 10:00',
  ],
  ['work_item_admitted', { unclaimed: 'no mode has a way.' }, 'will not run: no mode has a way; it is kept'],
])('%s %j', (type, data, words) => expect(told(type, data)).toBe(words));

it('is a clause where its own end is taken off, and no more', () => {
  expect(['It broke.', 'a; ', 'why?', 'cut …', 'v1.2'].map(clause)).toEqual(['It broke', 'a', 'why?', 'cut …', 'v1.2']);
});
