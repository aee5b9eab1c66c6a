import { expect, test } from 'vitest';
import { piSaid } from './said.js';

const said = (event: object) => piSaid(JSON.stringify(event));
const content = (text: string) => [{ type: 'text', text }];
const answer = (more: object) => said({ type: 'message_end', message: { role: 'assistant', ...more } }).text;

test('a command is told when it begins, and what came of it when it ends', () => {
  const start = { type: 'tool_execution_start', toolName: 'bash', args: { command: 'npm test' } };
  expect(said(start).text).toBe('$ npm test');
  const result = { content: content('1\n2\n3\n4\n5\n6\n') };
  expect(said({ type: 'tool_execution_end', toolName: 'bash', result, isError: true }).text).toBe(
    '2\n3\n4\n5\n6\nfailed',
  );
  expect(said({ ...start, toolName: 'edit', args: { path: 'a.ts' } }).text).toBe('edit: a.ts');
});

test('answers, thoughts and failures are told', () => {
  expect(answer({ content: [{ type: 'thinking', thinking: 'hm' }, ...content('Done.\n\n### X')] })).toBe(
    'thinks: hm\nDone.\n\n### X',
  );
  expect(answer({ content: [], errorMessage: 'Connection error.' })).toBe('failed: Connection error.');
  const refusal = { type: 'response', command: 'prompt', success: false, error: 'No API key.\n\nUse /login' };
  expect(said(refusal).text).toBe('refused prompt: No API key.');
});

test('the end tells the tokens of all answers', () => {
  const one = { role: 'assistant', usage: { totalTokens: 100 } };
  const event = { type: 'agent_end', messages: [{ role: 'user' }, one, one] };
  expect(said(event)).toEqual({ text: 'ended its work, 200 tokens', tokens: 200 });
});

test('what streams, what the user said, and what is no event say nothing', () => {
  const silent = [
    '{"type":"message_update","message":{"role":"assistant","content":[{"type":"text","text":"Do"}]}}',
    '{"type":"message_end","message":{"role":"user","content":[{"type":"text","text":"Do it."}]}}',
    ...['', 'noise', '[1]', '{"type":"message_end"', '{"type":"message_end"}', '{"type":"constructor"}', '{}'],
  ];
  for (const line of silent) expect(piSaid(line)).toEqual({ text: null, tokens: null });
});
