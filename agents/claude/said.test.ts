import { expect, test } from 'vitest';
import { claudeSaid } from './said.js';

const said = (event: object) => claudeSaid(JSON.stringify(event));
const answer = (content: object[], more: object = {}) => ({ type: 'assistant', message: { content }, ...more });

test.each<[object, string | null]>([
  [answer([{ type: 'text', text: 'I will.' }]), 'I will.'],
  [answer([{ type: 'thinking', thinking: 'Hm.' }]), 'thinks: Hm.'],
  [answer([{ type: 'tool_use', name: 'Bash', input: { command: 'ls' } }]), '$ ls'],
  [answer([{ type: 'tool_use', name: 'Edit', input: { file_path: '/a' } }]), 'Edit: /a'],
  [answer([{ type: 'text', text: 'API Error' }], { error: 'rate_limit' }), 'failed: API Error'],
  [{ type: 'system', subtype: 'api_retry', error: 'server_error', error_status: 503 }, 'trouble: server_error 503'],
  [{ type: 'rate_limit_event', rate_limit_info: { status: 'rejected' } }, 'a limit of the account is reached'],
  [{ type: 'rate_limit_event', rate_limit_info: { status: 'allowed' } }, null],
  [{ type: 'system', subtype: 'init' }, null],
  [{ type: 'toString' }, null],
])('%j', (event, text) => {
  expect(said(event)).toEqual({ text, tokens: null });
});

test('of a tool’s output the end, and whether it failed', () => {
  const part = { type: 'tool_result', tool_use_id: 't', content: '1\n2\n3\n4\n5\n6\n', is_error: true };
  expect(said({ type: 'user', message: { content: [part] } }).text).toBe('2\n3\n4\n5\n6\nfailed');
});

test('the end of a turn, with its tokens', () => {
  const event = { type: 'result', usage: { input_tokens: 3, cache_read_input_tokens: 4, output_tokens: 5 } };
  expect(said(event)).toEqual({ text: 'ended its turn, 12 tokens', tokens: 12 });
});

test('what is no whole event says nothing', () => {
  expect(claudeSaid('{"type":"assist')).toEqual({ text: null, tokens: null });
});
