import { describe, expect, test } from 'vitest';
import type { HostEnd } from '../adapter.js';
import { classifyCodex } from './classify.js';
import { codexReader } from './events.js';

const times = { startedAt: '2030-05-17T12:00:00.000Z', endedAt: '2030-05-17T12:01:00.000Z' };
const end = (changes: Partial<HostEnd> = {}): HostEnd => ({
  kind: 'exited',
  exitCode: 1,
  signal: null,
  ...times,
  ...changes,
});
const events = (...list: object[]) => {
  const reader = codexReader();
  reader.take({ text: [{ type: 'thread.started' }, ...list].map((event) => `${JSON.stringify(event)}\n`).join('') });
  return reader.events();
};
const failedWith = (message: string) => classifyCodex(end(), events({ type: 'turn.failed', error: { message } }), '');
const none = codexReader().events();

describe('what turn.failed says', () => {
  test.each([
    ['unexpected status 401 Unauthorized: bad key, url: http://x/responses', 'auth_missing_or_invalid'],
    ['unexpected status 403 Forbidden: no', 'auth_missing_or_invalid'],
    ['Missing environment variable: `OPENAI_API_KEY`.', 'auth_missing_or_invalid'],
    ['exceeded retry limit, last status: 429 Too Many Requests', 'provider_rate_limited'],
    ['rate limit exceeded: slow down, try again in 3s', 'provider_rate_limited'],
    ['Quota exceeded. Check your plan and billing details.', 'usage_limit_reached'],
    ['You’ve hit your usage limit. … try again at May 18th, 2033 3:33 AM.', 'usage_limit_reached'],
    ['We’re currently experiencing high demand, which may cause temporary errors.', 'provider_unavailable'],
    ['Selected model is at capacity. Please try a different model.', 'provider_unavailable'],
    ['stream disconnected before completion: the server had an error', 'provider_unavailable'],
    ['exceeded retry limit, last status: 502 Bad Gateway', 'provider_unavailable'],
    ['Connection failed: error sending request', 'network_unavailable'],
    ['stream disconnected before completion: error sending request', 'network_unavailable'],
    ['stream disconnected before completion: Transport error: network error: error decoding', 'network_unavailable'],
    ['stream disconnected before completion: stream closed before response.completed', 'network_unavailable'],
    ['stream disconnected before completion: idle timeout waiting for SSE', 'network_unavailable'],
    ["Codex ran out of room in the model's context window. Start a new thread", 'context_exhausted'],
    ['Incomplete response returned, reason: max_output_tokens', 'answer_truncated'],
    ['Incomplete response returned, reason: content_filter', 'runner_transport_failure'],
    ['The model `x` does not exist', 'runner_misconfigured'],
    ['{"detail":"The \'x\' model is not supported with this account."}', 'runner_misconfigured'],
    ['{"error":{"message":"invalid request"}}', 'runner_transport_failure'],
    ['something never seen', 'runner_transport_failure'],
  ])('%s', (message, expected) => {
    expect(failedWith(message)?.class).toBe(expected);
  });

  test('a moment to try again is passed on for environment causes', () => {
    const expected = new Date(2030, 4, 18, 3, 34).toISOString();
    expect(failedWith('You’ve hit your usage limit. try again at May 18th, 2030 3:33 AM.')?.retryAt).toBe(expected);
    expect(failedWith('something never seen, try again in 3s')).not.toHaveProperty('retryAt');
  });
});

describe('how the run ended', () => {
  const prose = events(
    { type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text: 'Connection failed: 401' } },
    { type: 'turn.completed', usage: {} },
  );

  test('exit 0 and a completed turn is a success, whatever the agent wrote or stderr says', () => {
    expect(classifyCodex(end({ exitCode: 0 }), prose, 'ERROR 401 Unauthorized')).toBeNull();
  });

  test('a Codex that only said what it struggles with, and went, is believed', () => {
    const limit = { type: 'error', message: 'Your workspace is out of credits. Add credits to continue.' };
    const working = { type: 'item.started', item: { id: 'item_0', type: 'command_execution' } };
    expect(classifyCodex(end(), events(limit), '')?.class).toBe('usage_limit_reached');
    expect(classifyCodex(end(), events(limit, working), '')?.class).toBe('runner_transport_failure');
  });

  test('the agent’s words never name the cause of a failure', () => {
    expect(classifyCodex(end({ exitCode: 1 }), prose, 'bwrap: no')?.class).toBe('runner_transport_failure');
  });

  test('exit 0 without a completed turn is no success', () => {
    expect(classifyCodex(end({ exitCode: 0 }), events(), '')?.class).toBe('runner_transport_failure');
  });

  test('of an agent that was ended from outside, Codex names no cause', () => {
    for (const kind of ['cancelled', 'lost', 'busy'] as const) {
      expect(classifyCodex(end({ kind, exitCode: null }), events(), 'ERROR 401')).toBeNull();
    }
  });

  test('an end by a clock has a cause only when Codex was waiting for the network just before it', () => {
    const waiting = {
      type: 'error',
      message: 'Reconnecting... waiting for network (Connection failed: error sending request)',
    };
    const working = { type: 'item.started', item: { id: 'item_0', type: 'command_execution' } };
    expect(classifyCodex(end({ kind: 'timeout' }), events(working), '')).toBeNull();
    expect(classifyCodex(end({ kind: 'silent' }), events(waiting), '')?.class).toBe('network_unavailable');
    expect(classifyCodex(end({ kind: 'silent' }), events(waiting, working), '')).toBeNull();
  });

  test('a turn in which no command got into the sandbox is an environment failure, though Codex exits with 0', () => {
    const command = (status: string, aggregated_output: string) => ({
      type: 'item.completed',
      item: { id: 'item_0', type: 'command_execution', status, aggregated_output },
    });
    const refused = command('failed', 'bwrap: Creating new namespace failed: nesting depth exceeded (ENOSPC)\n');
    const done = { type: 'turn.completed', usage: {} };
    expect(classifyCodex(end({ exitCode: 0 }), events(refused, done), '')?.class).toBe('sandbox_unavailable');
    expect(classifyCodex(end({ exitCode: 0 }), events(refused, command('completed', 'hi'), done), '')).toBeNull();
  });

  test.each([
    [1, 'Reading additional input from stdin...\nError: unknown provider stub', 'runner_misconfigured'],
    [2, "error: unexpected argument '--full-auto' found", 'runner_misconfigured'],
    [1, 'Error: Not logged in', 'auth_missing_or_invalid'],
    [127, 'setsid: failed to execute codex: No such file or directory', 'runner_binary_missing'],
    [1, 'bwrap: setting up uid map: Permission denied', 'sandbox_unavailable'],
  ])('ended with %i before any event: %s', (exitCode, stderr, expected) => {
    expect(classifyCodex(end({ exitCode }), none, stderr)?.class).toBe(expected);
  });

  test('the detail of a refusal is what Codex said, without its notices', () => {
    const stderr = 'Reading additional input from stdin...\nError: unknown provider stub\n';
    expect(classifyCodex(end(), none, stderr)?.detail).toBe('Error: unknown provider stub');
  });
});

test('a Codex that a signal from outside ended has no cause of its own; one that crashed has failed', () => {
  const killed = { exitCode: null, signal: 'SIGKILL' };
  expect(classifyCodex(end(killed), events(), '')).toBeNull();
  expect(classifyCodex(end(killed), none, '')).toBeNull();
  expect(classifyCodex(end({ ...killed, signal: 'SIGSEGV' }), events(), '')?.class).toBe('runner_transport_failure');
  const failed = { type: 'turn.failed', error: { message: 'Connection failed: x' } };
  expect(classifyCodex(end(killed), events(failed), '')?.class).toBe('network_unavailable');
});
