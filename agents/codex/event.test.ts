import { expect, test } from 'vitest';
import { codexEvent } from './event.js';
import { codexReader } from './events.js';
import { codexSaid } from './said.js';
import { SHAPES } from '../../test/support/shapes.js';

const TYPES = [
  'thread.started',
  'turn.completed',
  'turn.failed',
  'error',
  'item.started',
  'item.completed',
  'item.new',
];
const ITEMS = [
  'agent_message',
  'reasoning',
  'command_execution',
  'file_change',
  'mcp_tool_call',
  'web_search',
  'error',
];

/** Whatever reads a line of Codex does so without an error. */
function readAll(event: unknown): void {
  const line = JSON.stringify(event);
  const reader = codexReader();
  reader.take({ text: `${line}\n` });
  expect(reader.events().unreadable, line).toBe(0);
  expect(codexEvent(line), line).not.toBeNull();
  codexSaid(line);
}

test.each(TYPES)('an event %s of any shape is read', (type) => {
  for (const shape of SHAPES) {
    readAll({ type, item: shape, usage: shape, error: shape, message: shape });
    for (const kind of [...ITEMS, 'constructor', shape])
      readAll({ type, item: { id: shape, type: kind, text: shape, changes: shape, exit_code: shape, status: shape } });
  }
});

test.each([...SHAPES, 'turn.delayed', 'constructor', '__proto__', ['error']])(
  'a type %j is of no event of ours',
  (type) => {
    expect(codexEvent(JSON.stringify({ type, message: 'm' }))).toEqual({ type: 'other' });
  },
);

test('an event that is not ours ends what Codex was struggling with, as any other does', () => {
  const reader = codexReader();
  const lines = [{ type: 'error', message: 'm' }, { type: 'turn.delayed' }];
  reader.take({ text: lines.map((event) => `${JSON.stringify(event)}\n`).join('') });
  expect(reader.events().lastError).toBeNull();
});

test('a line that is nested as deep as a line can be is read', () => {
  const steep = '['.repeat(100_000) + ']'.repeat(100_000);
  for (const field of ['id', 'type', 'text', 'changes', 'command'])
    expect(codexEvent(`{"type":"item.started","item":{"${field}":${steep}}}`)).toMatchObject({ type: 'item.started' });
});

test('an item that ends is the one that began, whatever its id is made of', () => {
  for (const id of ['item_1', 1, { toString: 1 }, null, undefined]) {
    const reader = codexReader();
    const item = { id, type: 'command_execution' };
    reader.take({ text: `${JSON.stringify({ type: 'item.started', item })}\n` });
    expect(reader.events().openItems).toBe(1);
    reader.take({ text: `${JSON.stringify({ type: 'item.completed', item })}\n` });
    expect(reader.events().openItems).toBe(0);
  }
});
