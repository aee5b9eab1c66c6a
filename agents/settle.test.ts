import { describe, expect, test } from 'vitest';
import type { RunnerRawResult } from '../core/contracts/stage.js';
import { stageRequest } from '../test/support/stage-request.js';
import type { HostEnd, RunContext } from './adapter.js';
import { DEFAULT_RUNNER_CONFIG } from './adapter.js';
import { settled } from './settle.js';

const times = { startedAt: '2030-05-17T12:00:00.000Z', endedAt: '2030-05-17T12:01:00.000Z' };
const request = stageRequest();
const context = { env: {}, config: DEFAULT_RUNNER_CONFIG } as RunContext;

function settle(end: Partial<HostEnd>, said: Partial<RunnerRawResult> = {}): RunnerRawResult {
  const whole: HostEnd = { kind: 'exited', exitCode: null, signal: null, ...times, ...end };
  const nothing = { finalMessage: null, usage: null, failure: null, notes: [] };
  const collected = { ...whole, ...nothing, requestId: request.requestId, exitKind: 'failed', ...said } as const;
  return settled(request, collected, whole, { notes: [], left: [], holders: [], context });
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
