import { describe, expect, it } from 'vitest';
import type { RunnerRawResult } from '../contracts/stage.js';
import { normalise } from './normalise.js';

const outcomes = { BUILDER_COMPLETE: 'success', BLOCKED: 'blocked' } as const;

function raw(change: Partial<RunnerRawResult>): RunnerRawResult {
  return {
    requestId: 'request-1',
    exitKind: 'completed',
    exitCode: 0,
    signal: null,
    finalMessage: '### BUILDER_COMPLETE\n',
    usage: null,
    failure: null,
    startedAt: '2026-01-01T00:00:00Z',
    endedAt: '2026-01-01T00:00:01Z',
    notes: [],
    ...change,
  };
}

describe('a stage result', () => {
  it('is what the agent said when it ended well', () => {
    expect(normalise(raw({}), outcomes)).toMatchObject({
      outcome: 'BUILDER_COMPLETE',
      resultClass: 'success',
      origin: 'agent',
    });
  });

  it('keeps a genuine BLOCKED apart from a failure', () => {
    expect(normalise(raw({ finalMessage: '### BLOCKED' }), outcomes)).toMatchObject({
      failureClass: null,
      resultClass: 'blocked',
    });
  });

  it('accepts a final marker after a bad exit or a timeout, but only as the last line', () => {
    const late = { exitKind: 'timeout', exitCode: null } as const;
    expect(normalise(raw(late), outcomes)).toMatchObject({ outcome: 'BUILDER_COMPLETE' });
    const prose = { exitKind: 'failed', exitCode: 3, finalMessage: '### BUILDER_COMPLETE\ntrailing' } as const;
    expect(normalise(raw(prose), outcomes)).toMatchObject({
      outcome: 'BLOCKED',
      failureClass: 'runner_transport_failure',
    });
  });

  it('calls a broken environment by its name, whatever the prose says', () => {
    const failure = { class: 'provider_rate_limited', detail: '429', retryAt: '2026-01-01T01:00:00Z' } as const;
    const broken = raw({ exitKind: 'failed', finalMessage: 'ran 401 tests', failure });
    expect(normalise(broken, outcomes)).toMatchObject({ origin: 'environment', retryAt: '2026-01-01T01:00:00Z' });
  });

  it('tells a missing from an illegal marker', () => {
    expect(normalise(raw({ finalMessage: null }), outcomes).failureClass).toBe('missing_terminal_result');
    expect(normalise(raw({ finalMessage: '### DONE' }), outcomes).failureClass).toBe('illegal_terminal_result');
  });

  it('is no outcome when the message says two different ones', () => {
    const both = '### BLOCKED\nNo, it is done.\n### BUILDER_COMPLETE';
    expect(normalise(raw({ finalMessage: both }), outcomes)).toMatchObject({
      ...{ outcome: 'BLOCKED', origin: 'runner', failureClass: 'illegal_terminal_result' },
      detail: 'The final message says BLOCKED, goes on, and then says BUILDER_COMPLETE.',
    });
    const late = { exitKind: 'timeout', exitCode: null } as const;
    expect(normalise(raw({ ...late, finalMessage: both }), outcomes).failureClass).toBe('runner_timeout');
  });
});
