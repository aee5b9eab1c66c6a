import { describe, expect, it } from 'vitest';
import { isOutcomeOf } from './form.js';

const right = {
  ...{ outcome: 'DONE', resultClass: 'success', failureClass: null, origin: 'agent', detail: '', retryAt: null },
  ...{ requestId: 'request-1', usage: null, startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:00:01Z' },
  ...{ emitted: [], artifacts: [], notes: [] },
};

describe('what an activity was completed with', () => {
  it('is the outcome of its request', () => {
    expect(isOutcomeOf('request-1', right)).toBe(true);
    expect(isOutcomeOf('request-2', right), 'of another one').toBe(false);
  });

  it.each([undefined, null, 42, 'DONE', [], {}, { outcome: 42 }, Object.create(null)])(
    '%j is none',
    (value: unknown) => {
      expect(isOutcomeOf('request-1', value)).toBe(false);
    },
  );

  it.each(Object.keys(right))('with a wrong %s is none', (field) => {
    expect(isOutcomeOf('request-1', { ...right, [field]: { toString: 1 } })).toBe(false);
  });

  it.each([
    ['emitted', [null]],
    ['emitted', [{ family: 'task' }]],
    ['usage', { total: 'many' }],
    ['retryAt', 'soon'],
    ['finishes', 'yes'],
    ['notes', [1]],
  ])('with %s %j is none', (field, value) => {
    expect(isOutcomeOf('request-1', { ...right, [field]: value })).toBe(false);
  });
});
