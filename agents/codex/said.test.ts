import { expect, test } from 'vitest';
import { codexSaid } from './said.js';

const said = (event: object) => codexSaid(JSON.stringify(event));
const item = (type: string, item: object) => said({ type, item: { id: 'item_1', ...item } }).text;

test('a command is told when it begins, and what came of it when it ends', () => {
  const command = { type: 'command_execution', command: 'npm test' };
  expect(item('item.started', command)).toBe('$ npm test');
  const ended = { ...command, exit_code: 1, aggregated_output: '1\n2\n3\n4\n5\n6\n', status: 'failed' };
  expect(item('item.completed', ended)).toBe('2\n3\n4\n5\n6\nexit 1');
});

test('messages, thoughts, changed files, searches, tools and warnings are told', () => {
  expect(item('item.completed', { type: 'agent_message', text: 'Done.\n\n### X' })).toBe('Done.\n\n### X');
  expect(item('item.completed', { type: 'reasoning', text: 'hm' })).toBe('thinks: hm');
  const changes = [{ path: 'a.ts', kind: 'add' }, { path: 'b.ts' }];
  expect(item('item.completed', { type: 'file_change', changes })).toBe('changed: a.ts, b.ts');
  expect(item('item.completed', { type: 'web_search', query: 'q' })).toBe('searched: q');
  expect(item('item.started', { type: 'mcp_tool_call', server: 's', tool: 't' })).toBe('tool: s t');
  expect(item('item.completed', { type: 'error', message: 'old model' })).toBe('warning: old model');
});

test('the end of a turn tells the tokens; trouble and failure their message', () => {
  const usage = { input_tokens: 1000, output_tokens: 50 };
  expect(said({ type: 'turn.completed', usage })).toEqual({ text: 'completed its turn, 1050 tokens', tokens: 1050 });
  expect(said({ type: 'turn.failed', error: { message: 'no' } }).text).toBe('failed: no');
  expect(said({ type: 'error', message: 'Reconnecting... 1/5' }).text).toBe('trouble: Reconnecting... 1/5');
});

test('what is no event, torn, unknown or malformed says nothing', () => {
  for (const line of [
    '',
    'noise',
    '[1]',
    '{"type":"item.comp',
    '{"type":"item.completed"}',
    '{"type":"new.thing"}',
    '{}',
  ]) {
    expect(codexSaid(line).text).toBeNull();
  }
  expect(item('item.completed', { type: 'constructor' })).toBeNull();
});
