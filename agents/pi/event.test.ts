import { expect, test } from 'vitest';
import { piEvent } from './event.js';
import { piReader } from './events.js';
import { piSaid } from './said.js';
import { SHAPES } from '../../test/support/shapes.js';

const TYPES = ['response', 'message_end', 'tool_execution_start', 'tool_execution_end', 'agent_end', 'turn_start'];

/** Whatever reads a line of Pi does so without an error. */
function readAll(event: unknown): void {
  const line = JSON.stringify(event);
  const reader = piReader();
  reader.take({ text: `${line}\n` });
  expect(reader.events().unreadable, line).toBe(0);
  expect(piEvent(line), line).not.toBeNull();
  piSaid(line);
}

test.each(TYPES)('an event %s of any shape is read', (type) => {
  for (const shape of SHAPES) {
    const message = { role: 'assistant', content: shape, usage: shape, stopReason: shape, errorMessage: shape };
    const parts = {
      role: 'assistant',
      content: [
        { type: 'text', text: shape },
        { type: 'thinking', thinking: shape },
      ],
    };
    readAll({ type, message: shape, messages: shape, args: shape, result: shape, toolName: shape, toolCallId: shape });
    readAll({ type, command: 'prompt', success: shape, error: shape, message, messages: [message, shape, parts] });
    readAll({ type, toolName: 'bash', args: { command: shape }, result: { content: shape }, message: parts });
  }
});

test.each([...SHAPES, 'queue_update', 'constructor', '__proto__', ['agent_end']])(
  'a type %j is of no event of ours',
  (type) => {
    expect(piEvent(JSON.stringify({ type, messages: [] }))).toEqual({ type: 'other' });
  },
);

test('a message of nobody we know is no answer', () => {
  for (const role of ['user', 'toolResult', undefined, ['assistant']])
    expect(piEvent(JSON.stringify({ type: 'message_end', message: { role, content: 'x' } }))).toEqual({
      type: 'message_end',
      message: { role: 'other' },
    });
});

test('a prompt counts as taken only where Pi says so', () => {
  for (const success of ['true', 1, null, undefined]) {
    const reader = piReader();
    reader.take({ text: `${JSON.stringify({ type: 'response', command: 'prompt', success })}\n` });
    expect(reader.events()).toMatchObject({ started: false, refused: '' });
  }
});
