// What a batch is called in the list of events: an outcome stands first, and what others said cannot be more than words.
import { expect, it } from 'vitest';
import type { MirrorEntry } from '../core/contracts/mirror.js';
import { batchSummary, outcomeIn } from './batch-words.js';

const event = (type: string, data: Record<string, unknown>): MirrorEntry => ({
  ...{ kind: 'event', key: type, type, at: '2026-01-31T09:00:00Z', data },
});
const routed = event('router_decision', {
  ...{ work_item: 'task/a', node_id: 'builder', terminal_result: 'BUILDER_COMPLETE', next: 'checker' },
});
const completed = event('stage_completed', { work_item: 'task/a', terminal_result: 'BUILDER_COMPLETE' });
const marker: MirrorEntry = { kind: 'marker', order: [1, 1], plane: 'execution', marker: 'IDLE' };

it.each<[string, MirrorEntry[], string]>([
  ['an outcome', [marker, completed, routed], 'BUILDER_COMPLETE: task/a builder, then checker'],
  [
    'an outcome behind other events',
    [event('work_item_claimed', { work_item: 'task/b' }), completed, routed],
    'BUILDER_COMPLETE: task/a builder, then checker, and 1 more',
  ],
  ['an item that is done', [event('work_item_done', { work_item: 'task/a' })], 'DONE: task/a'],
  [
    'one that is blocked',
    [event('work_item_blocked', { work_item: 'task/a', reason: 'no way out' })],
    'BLOCKED: task/a: no way out',
  ],
  ['a command', [event('runtime_paused', { issuer: 'ann' })], 'runtime paused by ann'],
  ['an admission', [event('work_item_admitted', { work_item: 'task/a' })], 'work item admitted: task/a'],
  ['an event of another build', [event('something_new', {})], 'something new'],
  ['data that is none', [event('router_decision', { work_item: 7, next: null })], ': , then '],
  ['no event', [marker], 'show how it stands'],
  ['nothing', [], 'show how it stands'],
])('%s', (_what, entries, summary) => {
  expect(batchSummary(entries)).toBe(summary);
});

it.each(['[click](http://evil.example)', '<img src=x>', '# heading', '![](x)', 'a\u001b[2J|b'])(
  '%s is code',
  (words) => {
    const summary = batchSummary([event('work_item_blocked', { work_item: 'task/a', reason: words })]);
    expect(summary).toMatch(/^BLOCKED: `task\/a: [^`]*`$/);
  },
);

it('is short enough for the server, whatever it is made of', () => {
  const long = event('work_item_blocked', { work_item: 'task/a', reason: '€'.repeat(5000) });
  expect(Buffer.byteLength(JSON.stringify(batchSummary([long])))).toBeLessThanOrEqual(300);
});

it.each<[string, MirrorEntry[], string]>([
  ['the outcome before', [completed, routed], 'BUILDER_COMPLETE'],
  ['none', [marker], ''],
  ['one that is no text', [event('router_decision', { terminal_result: 7 })], ''],
])('a stage tells %s', (_what, entries, outcome) => {
  expect(outcomeIn(entries)).toBe(outcome);
});
