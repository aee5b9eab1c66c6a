import { describe, expect, test } from 'vitest';
import { type PiEvents, piReader } from './events.js';

const read = (text: string): PiEvents => {
  const reader = piReader();
  reader.take({ text });
  return reader.events();
};
const lines = (...events: object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

const usage = { input: 600, output: 50, cacheRead: 400, cacheWrite: 0, totalTokens: 1050 };
const assistant = (text: string, more: object = {}) => ({
  ...{
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'hm' },
      { type: 'text', text },
    ],
  },
  ...{ usage, stopReason: 'stop', ...more },
});
const said = (text: string, more: object = {}) => ({ type: 'message_end', message: assistant(text, more) });
const user = { type: 'message_end', message: { role: 'user', content: [{ type: 'text', text: 'Do it.' }] } };
const accepted = { id: 'prompt', type: 'response', command: 'prompt', success: true };

describe('the events of Pi', () => {
  test('a good run gives its last answer and the tokens of all answers', () => {
    const messages = [user.message, assistant('first'), assistant('last')];
    const events = read(lines(accepted, user, said('first'), said('last'), { type: 'agent_end', messages }));
    expect(events).toMatchObject({ started: true, refused: null, ended: true, openTools: 0, unreadable: 0 });
    expect(events.last).toMatchObject({ text: 'last', stopReason: 'stop', error: '', usage: { total: 1050 } });
    expect(events.usage).toEqual({ input: 2000, cachedInput: 800, output: 100, thinking: 0, total: 2100 });
  });

  test.each([
    ['is empty', assistant('')],
    ['is invisible', assistant('\u200b\u00a0')],
    ['is a sign', assistant('✅')],
    ['is blank', assistant(' \n')],
    ['has no content', { role: 'assistant', usage, stopReason: 'stop' }],
    ['only thinks', { role: 'assistant', content: [{ type: 'thinking', thinking: 'hm' }], usage, stopReason: 'stop' }],
  ])('when the last answer %s, the last words are those before it', (_name, empty) => {
    const events = read(lines(accepted, { type: 'agent_end', messages: [assistant('said'), empty] }));
    expect(events).toMatchObject({ lastWords: 'said', last: { stopReason: 'stop' } });
  });

  test('a run that is broken off keeps the tokens that were counted so far', () => {
    const events = read(lines(accepted, said('first')));
    expect(events).toMatchObject({ ended: false, usage: { total: 1050 } });
  });

  test('the end repeats the answers of a part that is left out', () => {
    const reader = piReader();
    reader.take({ text: lines(accepted, { type: 'tool_execution_start', toolCallId: 't0' }) });
    reader.take({ leftOut: 1000 });
    expect(reader.events()).toMatchObject({ started: true, openTools: 0, usage: null });
    reader.take({ text: lines(said('last'), { type: 'agent_end', messages: [assistant('a'), assistant('last')] }) });
    expect(reader.events()).toMatchObject({ last: { text: 'last' }, usage: { total: 2100 } });
  });

  test('an answer whose tokens are not counted is told from a provider that counts none', () => {
    const none = { usage: { totalTokens: 0 } };
    expect(read(lines(said('a'), said('b', none)))).toMatchObject({
      countedBefore: true,
      last: { usage: { total: 0 } },
    });
    expect(read(lines(said('a', none), said('b', none)))).toMatchObject({ countedBefore: false });
  });

  test('a prompt that was not taken says why', () => {
    const refusal = { ...accepted, success: false, error: 'No API key found for openai.' };
    expect(read(lines(refusal))).toMatchObject({ started: false, refused: 'No API key found for openai.' });
    expect(read(lines({ type: 'response', command: 'abort', success: false }))).toMatchObject({ refused: null });
  });

  test('a command that has begun and not ended is an open tool', () => {
    const start = { type: 'tool_execution_start', toolCallId: 't1' };
    expect(read(lines(start)).openTools).toBe(1);
    expect(read(lines(start, { type: 'tool_execution_end', toolCallId: 't1' })).openTools).toBe(0);
  });

  test('what streams is passed over, a line that is no event is counted, a torn one is left out', () => {
    const streams = '{"type":"message_update","message":{"role":"assistant"\n';
    const whole = lines(said('a\u2028b')).trimEnd();
    expect(read(`${streams}noise\n[1]\n${whole}`)).toMatchObject({ unreadable: 2, last: { text: 'a\u2028b' } });
    expect(read(whole.slice(0, -3))).toMatchObject({ last: null, unreadable: 0 });
  });
});
