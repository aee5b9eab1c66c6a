import { describe, expect, it } from 'vitest';
import { isOutcomeOf } from './form.js';

const usage = { input: 1, cachedInput: 0, output: 1, thinking: 0, total: 2 };
const document = {
  ...{ family: 'task', id: 't', root: 'backlog', createdAt: '', dependsOn: ['constructor'], source: 'emission' },
  sha256: 'a'.repeat(64),
};
const changes = { before: 'a'.repeat(40), after: 'b'.repeat(64), files: 3, added: 40, removed: 2, foreign: 1 };
const right = {
  ...{ outcome: 'DONE', resultClass: 'success', failureClass: null, origin: 'agent', detail: '', retryAt: null },
  ...{ requestId: 'request-1', usage: null, startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:00:01Z' },
  ...{ emitted: [], artifacts: [], notes: [] },
};

describe('what an activity was completed with', () => {
  it('is the outcome of its request', () => {
    const whole = { ...right, usage, changes, emitted: [document], artifacts: [{ path: 'p', sha256: 's', bytes: 1 }] };
    expect(isOutcomeOf('request-1', right)).toBe(true);
    expect(isOutcomeOf('request-1', whole)).toBe(true);
    const unknown = { ...changes, before: null, after: null, problem: 'the disk is full' };
    expect(isOutcomeOf('request-1', { ...right, changes: unknown }), 'what could not be recorded').toBe(true);
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
    ['emitted', [{ ...document, id: '__proto__' }]],
    ['emitted', [{ ...document, root: '../r' }]],
    ['emitted', [{ ...document, family: 'Task' }]],
    ['emitted', [{ ...document, sha256: 'a' }]],
    ['emitted', [{ ...document, dependsOn: ['a/b'] }]],
    ['usage', { total: 'many' }],
    ['usage', { ...usage, total: -1 }],
    ['usage', { ...usage, total: 0.5 }],
    ['usage', { ...usage, total: 1e300 }],
    ['endedAt', 'soon'],
    ['retryAt', 'soon'],
    ['brokeOff', 1],
    ['artifacts', [{}]],
    ['finishes', 'yes'],
    ['changes', null],
    ['changes', {}],
    ['changes', { ...changes, before: 'HEAD' }],
    ['changes', { ...changes, after: 1 }],
    ['changes', { ...changes, files: -1 }],
    ['changes', { ...changes, added: '40' }],
    ['changes', { ...changes, foreign: null }],
    ['changes', { ...changes, omitted: 0.5 }],
    ['changes', { ...changes, problem: ['none'] }],
    ['changes', { ...changes, problem: 'x'.repeat(400) }],
    ['notes', [1]],
    ['notes', ['x'.repeat(1_000_000)]],
  ])('with %s %j is none', (field, value) => {
    expect(isOutcomeOf('request-1', { ...right, [field]: value })).toBe(false);
  });
});
