import { describe, expect, test } from 'vitest';
import type { HostEnd } from '../adapter.js';
import { classifyPi } from './classify.js';
import { piReader } from './events.js';

const times = { startedAt: '2030-05-17T12:00:00.000Z', endedAt: '2030-05-17T12:01:00.000Z' };
const end = (changes: Partial<HostEnd> = {}): HostEnd => ({
  ...{ kind: 'exited', exitCode: 0, signal: null, ...times },
  ...changes,
});
const counted = { totalTokens: 100 };
const answer = (stopReason: string, more: object = {}) => ({
  ...{ role: 'assistant', stopReason, content: [{ type: 'text', text: '429 quota' }], usage: counted },
  ...more,
});
const accepted = { type: 'response', command: 'prompt', success: true };
const over = (...messages: object[]) => ({ type: 'agent_end', messages });
const events = (...list: object[]) => {
  const reader = piReader();
  reader.take({ text: list.map((event) => `${JSON.stringify(event)}\n`).join('') });
  return reader.events();
};
const ran = (...messages: object[]) => events(accepted, over(...messages));
const failedWith = (errorMessage: string) => classifyPi(end(), ran(answer('error', { errorMessage })), '');

describe('what Pi says of a failed answer', () => {
  test.each([
    ['401 Incorrect API key provided', 'auth_missing_or_invalid'],
    ['403 {"error":"no"}', 'auth_missing_or_invalid'],
    ['429 Rate limit reached. Please try again in 20s.', 'provider_rate_limited'],
    ['Rate limit reached', 'provider_rate_limited'],
    ['429 You exceeded your current quota, please check your plan and billing details.', 'usage_limit_reached'],
    ['400 Your credit balance is too low to access the API.', 'usage_limit_reached'],
    ['500 the server had an error', 'provider_unavailable'],
    ['529 {"type":"overloaded_error"}', 'provider_unavailable'],
    ['Connection error.', 'network_unavailable'],
    ['terminated', 'network_unavailable'],
    ['Request timed out.', 'network_unavailable'],
    ['Unterminated string in JSON at position 26', 'provider_unavailable'],
    ['Anthropic stream ended before message_stop', 'provider_unavailable'],
    ["400 This model's maximum context length is 128000 tokens.", 'context_exhausted'],
    ['400 prompt is too long: 210000 tokens > 200000 maximum', 'context_exhausted'],
    ['404 The model `x` does not exist', 'runner_misconfigured'],
    ['400 something else', 'runner_transport_failure'],
    ['', 'runner_transport_failure'],
  ])('%s', (message, expected) => {
    expect(failedWith(message)?.class).toBe(expected);
  });

  test('a moment to try again is passed on', () => {
    expect(failedWith('429 Please try again in 20s.')?.retryAt).toBe('2030-05-17T12:01:20.000Z');
  });
});

describe('a success', () => {
  test('is an answer that stops, whatever the agent wrote and stderr says', () => {
    expect(classifyPi(end(), ran(answer('stop')), 'Error: 401')).toBeNull();
  });

  test('is none when nothing came in place of an answer', () => {
    const empty = answer('stop', { content: [], usage: { totalTokens: 0 } });
    expect(classifyPi(end(), ran(empty), '')?.class).toBe('provider_unavailable');
    expect(classifyPi(end(), ran(answer('toolUse'), empty), '')?.class).toBe('provider_unavailable');
  });

  test('is none when the tokens of its half answer were not counted, though others were', () => {
    const half = answer('stop', { usage: { totalTokens: 0 } });
    expect(classifyPi(end(), ran(answer('toolUse'), half), '')?.class).toBe('provider_unavailable');
    expect(classifyPi(end(), ran(half, half), '')).toBeNull();
  });

  test('is none at the token limit, after an abort that was not ours, and without an answer', () => {
    expect(classifyPi(end(), ran(answer('length')), '')?.class).toBe('answer_truncated');
    expect(classifyPi(end(), ran(answer('aborted')), '')?.class).toBe('runner_transport_failure');
    expect(classifyPi(end(), ran(), '')?.class).toBe('runner_transport_failure');
  });
});

describe('how the run ended', () => {
  test('a prompt that was not taken is judged by what Pi says', () => {
    const refused = (error: string) => classifyPi(end(), events({ ...accepted, success: false, error }), '');
    expect(refused('No API key found for openai.\n\nUse /login')).toEqual({
      ...{ class: 'auth_missing_or_invalid', detail: 'No API key found for openai.' },
    });
    expect(refused('No model selected.')?.class).toBe('runner_misconfigured');
  });

  test('an end before the work was over is no success, even with exit code 0', () => {
    expect(classifyPi(end(), events(accepted), '')?.class).toBe('runner_transport_failure');
    expect(classifyPi(end({ exitCode: 3 }), ran(answer('stop')), '')?.class).toBe('runner_transport_failure');
  });

  test.each([
    [1, 'Error: Unknown provider "x". Use --list-models', 'runner_misconfigured'],
    [1, 'Warning: old\nError: Unknown option: --x', 'runner_misconfigured'],
    [1, 'Error: No API key found', 'auth_missing_or_invalid'],
    [127, 'setsid: failed to execute pi: No such file or directory', 'runner_binary_missing'],
  ])('ended with %i before any event: %s', (exitCode, stderr, expected) => {
    const failure = classifyPi(end({ exitCode }), events(), stderr);
    expect(failure?.class).toBe(expected);
    expect(failure?.detail).not.toContain('Warning');
  });

  test('a Node that is too old is told as that', () => {
    const stderr =
      'file:///pi/cli.js:2\nimport { x } from "node:module";\n         ^\nSyntaxError: no export named x\n  at y';
    expect(classifyPi(end({ exitCode: 1 }), events(), stderr)).toMatchObject({
      ...{
        class: 'runner_misconfigured',
        detail: expect.stringMatching(/Node.*too old.*SyntaxError: no export named x$/),
      },
    });
  });

  test('of an agent that was ended from outside, Pi names no cause', () => {
    for (const kind of ['cancelled', 'lost', 'busy'] as const) {
      expect(classifyPi(end({ kind, exitCode: null }), events(accepted), '')).toBeNull();
    }
    expect(classifyPi(end({ exitCode: null, signal: 'SIGKILL' }), events(accepted), '')).toBeNull();
    expect(classifyPi(end({ exitCode: null, signal: 'SIGSEGV' }), events(accepted), '')).not.toBeNull();
  });

  test('an end by a clock has a cause only when the environment had failed just before it', () => {
    const refusedNet = answer('error', { errorMessage: 'Connection error.' });
    expect(classifyPi(end({ kind: 'silent' }), ran(refusedNet), '')?.class).toBe('network_unavailable');
    expect(classifyPi(end({ kind: 'timeout' }), ran(answer('length')), '')).toBeNull();
    expect(classifyPi(end({ kind: 'timeout' }), events(accepted), '')).toBeNull();
  });
});
