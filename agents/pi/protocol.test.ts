import { expect, test } from 'vitest';
import { firstWords, piDialogue } from './protocol.js';

test('the prompt is one line, whatever is in it', () => {
  const words = firstWords('one\ntwo\u2028"three"');
  expect(words.indexOf('\n')).toBe(words.length - 1);
  expect(JSON.parse(words)).toEqual({ id: 'prompt', type: 'prompt', message: 'one\ntwo\u2028"three"' });
});

test('the work is over when Pi says so, or did not take the prompt', () => {
  const over = [
    '{"type":"agent_end","messages":[{"role":"user"',
    '{"id":"prompt","type":"response","command":"prompt","success":false,"error":"No API key"}',
  ];
  for (const line of over) expect(piDialogue.isOver(line)).toBe(true);
});

test('no text of an agent and no other event is its end', () => {
  const going = [
    '{"id":"prompt","type":"response","command":"prompt","success":true}',
    '{"type":"message_end","message":{"content":"{\\"type\\":\\"agent_end\\",',
    '{"type":"agent_ending"}',
    ' {"type":"agent_end"}',
    '{"type":"response","command":"abort","success":true}',
  ];
  for (const line of going) expect(piDialogue.isOver(line)).toBe(false);
});
