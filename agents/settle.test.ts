import { describe, expect, test } from 'vitest';
import type { RunnerRawResult } from '../core/contracts/stage.js';
import { stageRequest } from '../test/support/stage-request.js';
import type { HostEnd, RunContext } from './adapter.js';
import { DEFAULT_RUNNER_CONFIG } from './runner-config.js';
import { settled } from './settle.js';

const times = { startedAt: '2030-05-17T12:00:00.000Z', endedAt: '2030-05-17T12:01:00.000Z' };
const request = stageRequest();
const context = { env: {}, config: DEFAULT_RUNNER_CONFIG } as RunContext;

function settle(
  end: Partial<HostEnd>,
  said: Partial<RunnerRawResult> = {},
  full: string | null = null,
): RunnerRawResult {
  const whole: HostEnd = { kind: 'exited', exitCode: null, signal: null, ...times, ...end };
  const nothing = { finalMessage: null, usage: null, failure: null, notes: [] };
  const collected = { ...whole, ...nothing, requestId: request.requestId, exitKind: 'failed', ...said } as const;
  return settled(request, collected, whole, { notes: [], left: [], holders: [], full, context });
}

describe('an agent that a signal ended', () => {
  test.each(['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT'])('by %s from outside is lost', (signal) => {
    expect(settle({ signal })).toMatchObject({ exitKind: 'lost', signal, failure: { class: 'runner_lost' } });
  });

  test.each(['SIGSEGV', 'SIGABRT', 'SIGBUS'])('by %s crashed, and the stage failed', (signal) => {
    expect(settle({ signal })).toMatchObject({ exitKind: 'failed', signal, failure: null });
  });

  test('and whose own events name a cause failed by that cause', () => {
    const failure = { class: 'context_exhausted', detail: 'full' } as const;
    expect(settle({ signal: 'SIGKILL' }, { failure })).toMatchObject({ exitKind: 'failed', failure });
  });

  test('because we ended it keeps our reason', () => {
    expect(settle({ kind: 'cancelled', signal: 'SIGKILL' })).toMatchObject({ exitKind: 'cancelled', failure: null });
    const late = settle({ kind: 'timeout', signal: 'SIGKILL' });
    expect(late).toMatchObject({ exitKind: 'timeout', failure: { class: 'runner_timeout' } });
  });
});

test('an exit code is a failure of the stage, also a high one', () => {
  expect(settle({ exitCode: 1 })).toMatchObject({ exitKind: 'failed', failure: null });
});

test('a final message beyond all measure keeps its beginning and its last lines', () => {
  const finalMessage = `begin\n${'x'.repeat(3_000_000)}\n### BUILDER_COMPLETE\n`;
  const kept = settle({ exitCode: 0 }, { finalMessage }).finalMessage ?? '';
  expect(kept.length).toBeLessThan(1_100_000);
  expect(kept).toMatch(/^begin\n/);
  expect(kept).toMatch(/millrace left out \d+ characters here/);
  expect(kept).toMatch(/\n### BUILDER_COMPLETE\n$/);
});

describe('an agent that ended on a full disk', () => {
  const unknown = { class: 'runner_transport_failure', detail: 'exit 101' } as const;
  test.each<[string, Partial<HostEnd>, Partial<RunnerRawResult>]>([
    ['and failed', { exitCode: 101 }, { failure: unknown }],
    ['and failed after some words', { exitCode: 1 }, { finalMessage: 'I began' }],
    ['and said nothing', { exitCode: 0 }, {}],
  ])('%s was cut short by it', (_name, end, said) => {
    expect(settle(end, said, '/state')).toMatchObject({ exitKind: 'failed', failure: { class: 'disk_full' } });
  });

  test.each<[string, Partial<HostEnd>, Partial<RunnerRawResult>, string | undefined]>([
    ['said what it had to say', { exitCode: 0 }, { finalMessage: '### BLOCKED', exitKind: 'completed' }, undefined],
    [
      'names another cause',
      { exitCode: 1 },
      { failure: { class: 'network_unavailable', detail: 'x' } },
      'network_unavailable',
    ],
    ['was killed', { signal: 'SIGKILL' }, {}, 'runner_lost'],
    ['ran out of time', { kind: 'timeout', signal: 'SIGTERM' }, {}, 'runner_timeout'],
  ])('and %s was not', (_name, end, said, failure) => {
    expect(settle(end, said, '/state').failure?.class).toBe(failure);
  });
});
