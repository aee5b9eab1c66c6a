import { expect, test } from 'vitest';
import type { HostEnd } from '../adapter.js';
import { classify } from './classify.js';
import { dialects, overIn, saidIn } from './dialects.js';
import type { Heard } from './dialect.js';
import type { CommandConfig } from './settings.js';

const NOW = '2026-11-29T12:00:00.000Z';

const json = (...lines: object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

function heard(dialect: CommandConfig['dialect'], ...texts: string[]): Heard {
  const reader = dialects[dialect].reader();
  for (const text of texts) reader.take({ text });
  return reader.heard(NOW);
}

const end = (change: Partial<HostEnd> = {}): HostEnd => ({
  ...{ kind: 'exited', exitCode: 0, signal: null, startedAt: NOW, endedAt: NOW },
  ...change,
});

test('the last message that says anything is the answer, and usages add up', () => {
  const lines = json(
    { type: 'usage', input: 100, cached_input: 40, output: 10, thinking: 3 },
    { type: 'message', text: 'first' },
    { type: 'usage', input: 1, output: 'many', more: true },
    { type: 'message', text: 'second' },
    { type: 'message', text: ' ' },
    { type: 'session', id: 'abc' },
  );
  expect(heard('millrace', `hello\n${lines}{"type":`)).toMatchObject({
    ...{ message: 'second', session: 'abc', failure: null, quietUntil: 0 },
    usage: { input: 101, cachedInput: 40, output: 10, thinking: 3, total: 111 },
  });
});

test('an error counts unless a message follows, and its class may be read from its words', () => {
  const error = { type: 'error', detail: 'status 429: slow down, retry-after: 30' };
  expect(heard('millrace', json(error)).failure).toEqual({
    ...{ class: 'provider_rate_limited', detail: error.detail, retryAt: '2026-11-29T12:00:30.000Z' },
  });
  expect(heard('millrace', json(error, { type: 'message', text: 'well' })).failure).toBeNull();
  const named = { type: 'error', class: 'context_exhausted', retry_at: '2026-11-30T00:00:00+01:00' };
  expect(heard('millrace', json(named)).failure).toEqual({ class: 'context_exhausted', detail: 'no reason given' });
});

test('a moment is no later than any wait may last, and no earlier than now', () => {
  const until = (at: string) =>
    heard('millrace', json({ type: 'error', class: 'usage_limit_reached', retry_at: at })).failure?.retryAt;
  expect(until('9999-01-01T00:00:00Z')).toBe('2026-12-07T12:00:00.000Z');
  expect(until('1999-01-01T00:00:00Z')).toBe(NOW);
});

test('a session is nothing that a program could take for an option or a path', () => {
  const session = (id: string) => heard('millrace', json({ type: 'session', id })).session;
  expect(['abc-1.2:x', '--yolo', '../x', 'a b', ''].map(session)).toEqual(['abc-1.2:x', null, null, null, null]);
});

test('a class that the runtime alone finds out, or nobody knows, is no line', () => {
  for (const one of ['disk_full', 'runner_broken', 'work_tree_busy', 'constructor', 'approval_denied'])
    expect(heard('millrace', json({ type: 'error', class: one })).failure).toBeNull();
});

test('who waits is not silent until then, and failed by it when it is ended meanwhile', () => {
  const until = '2026-11-29T12:10:00.000Z';
  const waiting = { type: 'waiting', for: 'the provider', class: 'provider_unavailable', until };
  const found = heard('millrace', json(waiting, { type: 'usage', input: 1 }));
  expect(found.quietUntil).toBe(Date.parse(until));
  expect(classify(end({ kind: 'timeout' }), found, '', {})).toEqual({
    ...{ class: 'provider_unavailable', detail: 'the provider', retryAt: until },
  });
  const gone = heard('millrace', json(waiting, { type: 'message', text: 'x' }));
  expect([gone.quietUntil, gone.struggle]).toEqual([0, null]);
});

test('a tool at work makes silence mean nothing, until it ends or nobody can know', () => {
  const start = json({ type: 'tool', id: 7, state: 'start' });
  expect(heard('millrace', start).quietUntil).toBe(Infinity);
  expect(heard('millrace', start, json({ type: 'tool', id: '7', state: 'end' })).quietUntil).toBe(0);
  const reader = dialects.millrace.reader();
  reader.take({ text: start });
  reader.take({ leftOut: 9 });
  expect(reader.heard(NOW).quietUntil).toBe(0);
});

test('a line that is too long is no event, and told', () => {
  const found = heard('millrace', json({ type: 'message', text: 'x'.repeat(1024 * 1024) }));
  expect(found).toMatchObject({ message: null, notes: ['1 lines of its output were too long to be read'] });
});

test('the end is seen by the beginning of a line of any dialect', () => {
  const ends = [
    '{"type":"end"}',
    '{ "type" : "end" ,',
    '{"type":"result","is_error":',
    '{"duration_api_ms":6,',
    '{"type":"turn.completed",',
  ];
  expect(ends.filter((one) => !overIn(one))).toEqual([]);
  expect(['{"type":"endless"}', 'end', '{"text":"{\\"type\\":\\"end\\"}"'].filter(overIn)).toEqual([]);
});

test('a text is its last message', () => {
  expect(heard('text', 'one\n', '### X\n\n').message).toBe('one\n### X');
  expect(heard('text', ' \n').message).toBeNull();
});

test('a line of Claude says its failure by is_error alone', () => {
  const init = { type: 'system', subtype: 'init', session_id: 's' };
  const use = { type: 'assistant', message: { content: [{ type: 'tool_use', id: 't', name: 'Bash', input: {} }] } };
  const usage = { input_tokens: 5, cache_read_input_tokens: 3, cache_creation_input_tokens: 2, output_tokens: 4 };
  const well = { type: 'result', subtype: 'success', is_error: false, result: 'done', usage };
  expect(heard('claude', json(init, use)).quietUntil).toBe(Infinity);
  expect(heard('claude', json(init, use)).complete).toBe(false);
  expect(heard('claude', json(init, well))).toMatchObject({
    ...{ message: 'done', failure: null, session: 's', complete: true },
    usage: { input: 10, cachedInput: 3, output: 4, total: 14 },
  });
  const failed = { ...well, is_error: true, result: 'API Error: 401 bad key', api_error_status: 401 };
  expect(heard('claude', json(init, failed)).failure?.class).toBe('auth_missing_or_invalid');
  const limit = { type: 'assistant', error: 'rate_limit', message: { content: [] } };
  expect(
    heard('claude', json(init, limit, { ...failed, result: 'odd words', api_error_status: null })).failure,
  ).toMatchObject({
    class: 'provider_rate_limited',
  });
  expect(heard('claude', json(init, { ...well, result: '' })).failure?.class).toBe('provider_unavailable');
});

test('an end before a dialect says that all is done is no success', () => {
  const begun = heard('codex', json({ type: 'thread.started', thread_id: 't' }, { type: 'turn.started' }));
  expect(classify(end(), begun, 'oh\nno\n', {})).toEqual({
    ...{ class: 'runner_transport_failure', detail: 'It ended before its work was over: no' },
  });
  const done = json({ type: 'thread.started', thread_id: 't' }, { type: 'turn.completed', usage: {} });
  expect(classify(end(), heard('codex', done), '', {})).toBeNull();
});

test.each([
  [77, {}, 'auth_missing_or_invalid'],
  [9, { 9: 'usage_limit_reached' }, 'usage_limit_reached'],
  [77, { 77: 'network_unavailable' }, 'network_unavailable'],
  [1, {}, 'runner_transport_failure'],
] as const)('exit code %i with %j is %s', (exitCode, codes, expected) => {
  expect(classify(end({ exitCode }), heard('text', 'words'), 'why\n', codes)?.class).toBe(expected);
});

test('what was ended from outside is judged by others, and who lingered has succeeded', () => {
  const words = heard('text', 'x');
  expect(classify(end({ exitCode: null, signal: 'SIGKILL' }), words, '', {})).toBeNull();
  expect(classify(end({ kind: 'cancelled', exitCode: 1 }), words, '', {})).toBeNull();
  expect(classify(end({ kind: 'lingered', exitCode: null, signal: 'SIGTERM' }), words, '', {})).toBeNull();
  expect(classify(end({ exitCode: null, signal: 'SIGSEGV' }), words, '', {})?.detail).toBe('It ended by SIGSEGV');
});

test('for people a line is told in the words of whichever dialect it is', () => {
  expect(saidIn('{"type":"waiting","for":"the limit"}').text).toBe('waits for the limit');
  expect(saidIn('{"type":"tool","id":"1","state":"start","text":"ls"}').text).toBe('$ ls');
  expect(saidIn('{"type":"error","message":"of Codex"}').text).toBe('{"type":"error","message":"of Codex"}');
  expect(saidIn('{"type":"turn.failed","error":{"message":"no"}}').text).toBe('failed: no');
  expect(saidIn('{"type":"result","result":"x","usage":{"output_tokens":3}}').tokens).toBe(3);
  expect(saidIn('plain').text).toBe('plain');
});
