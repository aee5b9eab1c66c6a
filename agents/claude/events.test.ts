import { describe, expect, test } from 'vitest';
import { type ClaudeEvents, claudeReader } from './events.js';

const read = (...parts: (object | string)[]): ClaudeEvents => {
  const reader = claudeReader();
  for (const part of parts) reader.take({ text: typeof part === 'string' ? part : `${JSON.stringify(part)}\n` });
  return reader.events();
};

const began = { type: 'system', subtype: 'init', session_id: 's-1' };
const usage = { input_tokens: 600, cache_read_input_tokens: 400, cache_creation_input_tokens: 10, output_tokens: 1 };
const says = (text: string, more: object = {}) => ({
  ...{ type: 'assistant', parent_tool_use_id: null, message: { id: 'm1', content: [{ type: 'text', text }], usage } },
  ...more,
});
const calls = (id: string) => ({
  type: 'assistant',
  message: { id: 'm1', content: [{ type: 'tool_use', id, name: 'Bash', input: { command: 'ls' } }], usage },
});
const returns = (id: string) => ({
  type: 'user',
  message: { content: [{ type: 'tool_result', tool_use_id: id, content: 'x' }] },
});
const ended = (more: object = {}) => ({
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: 'Done.',
  ...more,
});
const model = (inputTokens: number, outputTokens: number) => ({
  ...{ inputTokens, outputTokens, cacheReadInputTokens: 5, cacheCreationInputTokens: 7, thinkingTokens: 2 },
});

describe('tokens', () => {
  test('are those since the result before, of all models, whatever a resumed session used earlier', () => {
    const first = { a: model(100, 10), b: model(1, 1) };
    const { usage: all } = read(
      began,
      ended({ model_usage_since_last_result: first, modelUsage: { a: model(9999, 9999) }, usage }),
      ended({ model_usage_since_last_result: { a: model(20, 3) } }),
    );
    expect(all).toEqual({ input: 121 + 36, cachedInput: 15, output: 14, thinking: 6, total: 121 + 36 + 14 });
  });

  test('are those of the turn where an older one says no more', () => {
    const { usage: all } = read(ended({ usage: { ...usage, output_tokens_details: { thinking_tokens: 4 } } }));
    expect(all).toEqual({ input: 1010, cachedInput: 400, output: 1, thinking: 4, total: 1011 });
  });

  test('of an agent that was ended are what its answers said, each once', () => {
    const { usage: all } = read(began, says('I will.'), calls('t1'), returns('t1'));
    expect(all).toMatchObject({ input: 1010, total: 1011 });
    expect(read(began).usage).toBeNull();
  });

  test('may be anything', () => {
    const { usage: all } = read(ended({ model_usage_since_last_result: { a: 'x', b: { inputTokens: -3 } }, usage: 5 }));
    expect(all).toEqual({ input: 0, cachedInput: 0, output: 0, thinking: 0, total: 0 });
  });
});

describe('the last words', () => {
  test('are those of the agent, and not of a helper, of a failure, or empty', () => {
    const failed = says('API Error', { error: 'server_error', is_api_error_message: true });
    const { lastWords, failure } = read(says('Done.'), says('helped', { parent_tool_use_id: 't' }), says('…'), failed);
    expect(lastWords).toBe('Done.');
    expect(failure).toMatchObject({ error: 'server_error', message: 'API Error' });
  });
});

describe('what is at work', () => {
  test('is a tool until it returns, and helpers while there are some', () => {
    expect(read(calls('a'), calls('b'), returns('a')).open).toBe(1);
    const helpers = (...ids: string[]) => ({
      ...{ type: 'system', subtype: 'background_tasks_changed' },
      tasks: ids.map((id) => ({ task_id: id, task_type: 'local_agent' })),
    });
    expect(read(helpers('h1')).open).toBe(1);
    expect(read(helpers('h1'), helpers()).open).toBe(0);
  });

  test('is nothing where a part of the output is left out', () => {
    const reader = claudeReader();
    reader.take({ text: `${JSON.stringify(calls('a'))}\n` });
    reader.take({ leftOut: 5 });
    expect(reader.events().open).toBe(0);
  });
});

test('a turn of a helper’s report takes the result before it back', () => {
  expect(read(began, says('I wait.'), ended()).result).toMatchObject({ text: 'Done.' });
  expect(read(began, ended(), says('I go on.')).result).toBeNull();
});

test('lines end at \\n alone, a last one counts when it is whole, and others are counted', () => {
  const text = `a\u2028b`;
  const { unreadable, lastWords, session } = read(began, `no event\n[1]\n${JSON.stringify(says(text))}`, '');
  expect([unreadable, lastWords, session]).toEqual([2, text, 's-1']);
  expect(read(began, '{"type":"result","resu')).toMatchObject({ result: null, unreadable: 0 });
});
