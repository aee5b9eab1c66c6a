import { describe, expect, test } from 'vitest';
import type { HostEnd } from '../adapter.js';
import { classifyClaude } from './classify.js';
import { claudeReader } from './events.js';

const times = { startedAt: '2030-05-17T12:00:00.000Z', endedAt: '2030-05-17T12:01:00.000Z' };
const end = (changes: Partial<HostEnd> = {}): HostEnd => ({
  ...{ kind: 'exited', exitCode: 1, signal: null, ...times },
  ...changes,
});
const events = (...list: object[]) => {
  const reader = claudeReader();
  reader.take({ text: list.map((event) => `${JSON.stringify(event)}\n`).join('') });
  return reader.events();
};

const BEGAN = { type: 'system', subtype: 'init', session_id: 's' };
/** As it says it: the failure in the place of an answer, and a result that calls itself a success. */
const refused = (text: string, more: object, reason = 'api_error') => [
  BEGAN,
  { type: 'assistant', message: { content: [{ type: 'text', text }] }, is_api_error_message: true, ...more },
  { type: 'result', subtype: 'success', is_error: true, terminal_reason: reason, result: text },
];
const result = (more: object) => [BEGAN, { type: 'result', subtype: 'success', is_error: false, result: 'x', ...more }];
const classOf = (...list: object[]) => classifyClaude(end(), events(...list), '')?.class;

describe('a failure in the place of an answer', () => {
  test.each<[string, object, string]>([
    ['Invalid API key', { error: 'authentication_failed', api_error_status: 401 }, 'auth_missing_or_invalid'],
    ['Not logged in', { error: 'authentication_failed' }, 'auth_missing_or_invalid'],
    ['Credit balance is too low', { error: 'billing_error', api_error_status: 402 }, 'usage_limit_reached'],
    [
      'API Error: 400 Your credit balance is too low',
      { error: 'invalid_request', api_error_status: 400 },
      'usage_limit_reached',
    ],
    ['Request rejected (429)', { error: 'rate_limit', api_error_status: 429 }, 'provider_rate_limited'],
    ['no', { error: 'rate_limit', api_error_status: 429, api_error_type: 'insufficient_quota' }, 'usage_limit_reached'],
    ['overloaded', { error: 'server_error', api_error_status: 529 }, 'provider_unavailable'],
    ['Connection refused', { error: 'server_error', api_error: 'connection_failed' }, 'network_unavailable'],
    ['no such model', { error: 'model_not_found', api_error_status: 404 }, 'runner_misconfigured'],
    ['something', { error: 'invalid_request', api_error_status: 400 }, 'runner_misconfigured'],
    ['cut', { error: 'max_output_tokens' }, 'answer_truncated'],
    ['an empty or malformed response: check for a proxy', { error: 'unknown' }, 'provider_unavailable'],
    ['never seen', { error: 'unknown' }, 'provider_unavailable'],
    ['never seen', { error: 'a_word_of_next_year', api_error_status: 451 }, 'runner_misconfigured'],
  ])('%s %j', (text, more, expected) => {
    expect(classOf(...refused(text, more))).toBe(expected);
  });

  test('a prompt that is too long', () => {
    const more = { error: 'invalid_request', api_error_status: 400 };
    expect(classOf(...refused('x', more, 'prompt_too_long'))).toBe('context_exhausted');
  });

  test('a limit of the account, with the moment of its end', () => {
    const limit = { status: 'rejected', resetsAt: Date.parse('2030-05-17T14:00:00Z') / 1000 };
    const said = refused("You've hit your 5-hour limit · resets 9pm (UTC)", {
      ...{ error: 'rate_limit', api_error_status: 429, api_error: 'usage_limit_reached' },
    });
    const failure = classifyClaude(end(), events({ type: 'rate_limit_event', rate_limit_info: limit }, ...said), '');
    expect(failure).toMatchObject({ class: 'usage_limit_reached', retryAt: '2030-05-17T14:00:00.000Z' });
    const allowed = { type: 'rate_limit_event', rate_limit_info: { ...limit, status: 'allowed' } };
    expect(classifyClaude(end(), events(allowed, ...said), '')?.retryAt).toContain('2030-05-17T21:0');
  });
});

describe('a result', () => {
  test('with words is a success, whatever was refused before it', () => {
    const before = refused('x', { error: 'unknown' }).slice(0, 2);
    expect(classifyClaude(end({ exitCode: 0 }), events(...before, ...result({})), '')).toBeNull();
    expect(classifyClaude(end({ exitCode: 0 }), events(...result({})), '')).toBeNull();
  });

  test.each<[string, object, string]>([
    ['without a word', { result: '' }, 'provider_unavailable'],
    [
      'of a signal',
      { is_error: true, subtype: 'error_during_execution', terminal_reason: 'aborted_tools' },
      'runner_lost',
    ],
    [
      'of a bound of its own',
      { is_error: true, subtype: 'error_max_turns', errors: ['Reached 2 turns'] },
      'runner_transport_failure',
    ],
    [
      'of a session that is gone',
      { is_error: true, subtype: 'error_during_execution', errors: ['No conversation found with session ID: x'] },
      'runner_transport_failure',
    ],
    [
      'of a sandbox that is not there',
      { is_error: true, subtype: 'error_during_execution', errors: ['Sandbox required but unavailable: socat'] },
      'sandbox_unavailable',
    ],
    [
      'in the words of its agent, which decide nothing',
      { is_error: true, subtype: 'error_during_execution', result: 'usage limit reached; bwrap is missing' },
      'runner_transport_failure',
    ],
  ])('%s', (_name, more, expected) => {
    expect(classOf(...result(more))).toBe(expected);
  });
});

describe('no result', () => {
  const stderr = (exitCode: number, text: string) => classifyClaude(end({ exitCode }), events(), text);

  test('before it began', () => {
    expect(stderr(127, 'exec: claude: not found')).toMatchObject({
      class: 'runner_binary_missing',
      detail: expect.stringContaining('not found') as string,
    });
    expect(stderr(1, "error: unknown option '--x'")).toMatchObject({ class: 'runner_misconfigured' });
    expect(stderr(1, 'Error: sandbox required but unavailable: x')?.class).toBe('sandbox_unavailable');
    expect(stderr(3, '')).toMatchObject({
      class: 'runner_misconfigured',
      detail: expect.stringContaining('exit code 3') as string,
    });
  });

  test('after it began', () => {
    expect(classifyClaude(end({ exitCode: 7 }), events(BEGAN), 'TypeError')).toMatchObject({
      class: 'runner_transport_failure',
      detail: expect.stringContaining('exit code 7') as string,
    });
    const retry = { type: 'system', subtype: 'api_retry', error_status: 503, error: 'server_error' };
    expect(classifyClaude(end({ kind: 'silent' }), events(BEGAN, retry), '')?.class).toBe('provider_unavailable');
    expect(classifyClaude(end({ kind: 'silent' }), events(BEGAN), '')).toBeNull();
  });

  test('by a signal from outside, and for all that we ended: not its to say', () => {
    expect(classifyClaude(end({ exitCode: null, signal: 'SIGTERM' }), events(BEGAN), '')).toBeNull();
    expect(classifyClaude(end({ kind: 'cancelled' }), events(BEGAN), '')).toBeNull();
  });
});
