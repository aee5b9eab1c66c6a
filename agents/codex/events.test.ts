import { describe, expect, test } from 'vitest';
import { type CodexEvents, codexReader } from './events.js';

const readCodexEvents = (text: string): CodexEvents => {
  const reader = codexReader();
  reader.take({ text });
  return reader.events();
};

const lines = (...events: object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');
const usage = { input_tokens: 1000, cached_input_tokens: 400, output_tokens: 50, reasoning_output_tokens: 7 };
const message = (text: string) => ({ type: 'item.completed', item: { id: 'item_1', type: 'agent_message', text } });

describe('codex events', () => {
  test('a good turn gives its last message and its usage, cached input included in the input', () => {
    const read = readCodexEvents(
      lines({ type: 'thread.started' }, message('first'), message('last'), { type: 'turn.completed', usage }),
    );
    expect(read).toMatchObject({ started: true, completed: true, failed: null, lastMessage: 'last', openItems: 0 });
    expect(read.usage).toEqual({ input: 1000, cachedInput: 400, output: 50, thinking: 7, total: 1050 });
  });

  test.each(['', ' \n', '\t', '\u200b', '✅', '---'])(
    'a last message that says nothing (%j) leaves the one before it the last',
    (empty) => {
      expect(readCodexEvents(lines(message('said'), message(empty), message(empty))).lastMessage).toBe('said');
      expect(readCodexEvents(lines(message(empty))).lastMessage).toBeNull();
    },
  );

  test('an error event is no failure, and is forgotten once the turn goes on', () => {
    const error = { type: 'error', message: 'Reconnecting... 1/5 (x)' };
    expect(readCodexEvents(lines(error))).toMatchObject({ failed: null, lastError: 'Reconnecting... 1/5 (x)' });
    expect(readCodexEvents(lines(error, message('on'))).lastError).toBeNull();
  });

  test('only turn.failed is a failure', () => {
    const read = readCodexEvents(lines({ type: 'turn.failed', error: { message: 'no' } }));
    expect(read).toMatchObject({ failed: 'no', completed: false, usage: null });
  });

  test('U+2028 inside a string does not end a line', () => {
    expect(readCodexEvents(lines(message('a\u2028b\u2029c'))).lastMessage).toBe('a\u2028b\u2029c');
  });

  test('a torn last line is left out, a whole one without its line end is read', () => {
    const whole = lines(message('whole')).trimEnd();
    expect(readCodexEvents(whole).lastMessage).toBe('whole');
    expect(readCodexEvents(whole.slice(0, -3))).toMatchObject({ lastMessage: null, unreadable: 0 });
  });

  test('a line that is no JSON object is counted and does no harm', () => {
    expect(readCodexEvents(`noise\n[1]\n${lines(message('x'))}`)).toMatchObject({ unreadable: 2, lastMessage: 'x' });
  });

  test('a started command that has not ended is an open tool', () => {
    const item = { id: 'item_0', type: 'command_execution' };
    const started = { type: 'item.started', item };
    expect(readCodexEvents(lines(started)).openItems).toBe(1);
    expect(readCodexEvents(lines(started, { type: 'item.completed', item })).openItems).toBe(0);
  });

  test('an item that began before a part that is left out does not count as open', () => {
    const reader = codexReader();
    const item = (id: string) => ({ id, type: 'command_execution' });
    reader.take({ text: lines({ type: 'thread.started' }, { type: 'item.started', item: item('item_0') }) });
    reader.take({ leftOut: 1000 });
    expect(reader.events()).toMatchObject({ started: true, openItems: 0 });
    reader.take({ text: lines({ type: 'item.started', item: item('item_9') }, message('last')) });
    expect(reader.events()).toMatchObject({ lastMessage: 'last', openItems: 1, unreadable: 0 });
  });
});
