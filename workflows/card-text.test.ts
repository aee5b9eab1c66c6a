// What others said stays text in the Web UI: whatever it holds, Markdown makes nothing of it, and the server takes its length.
import { describe, expect, it } from 'vitest';
import { newExecutor, type ExecutorState } from '../core/engine/lineage/executor-state.js';
import { label, some, summaryOf } from './card-text.js';
import { lineageCard } from './cards.js';

const HOSTILE: [string, string][] = [
  ['a link', '[click](https://evil.example)'],
  ['an image', '![x](https://evil.example/p.png)'],
  ['a bare address', 'see https://evil.example/a or //evil.example'],
  ['an address without a scheme', 'www.evil.example'],
  ['a mail address', 'write to a@evil.example'],
  ['HTML', '<img src=x onerror=alert(1)><script>1</script>'],
  ['a comment', '<!-- gone'],
  ['an entity', '&lt;b&gt;'],
  ['emphasis', '**bold** __bold__ ~~gone~~'],
  ['a cell of a table', 'a | b | c'],
  ['the end of code', '`` ` ```'],
  ['a fence', '```\nall that follows'],
  ['a heading', 'x\n# Done'],
  ['a definition', '\n[a]: https://evil.example'],
  ['an escape', '\\`x\\`'],
];

describe.each(HOSTILE)('%s', (_what, text) => {
  it('is code of one line that ends where it is meant to', () => {
    expect(label(text)).toMatch(/^`[^`|\n]+`$/);
  });

  it('makes no more rows and cells in a card', () => {
    const one = { at: '2026-01-01T00:00:00Z', item: `task/${text}`, node: text, outcome: text, next: text };
    const state: ExecutorState = { ...newExecutor('ws', 'backlog', 4), recent: [one] };
    const rows = lineageCard(state).split('\n').slice(-1);
    expect(rows.map((row) => row.split('|').length)).toEqual([7]);
    expect(lineageCard(state).split('\n')).toHaveLength(5);
  });
});

it.each(['task/T-42', 'UPDATE_COMPLETE', 'end:done', 'T-42 builder, attempt 2', 'usage limit reached (429); goes on'])(
  'leaves plain words as they are: %s',
  (text) => expect(label(text)).toBe(text),
);

it.each([
  ['plain', 'x'.repeat(10_000)],
  ['of three bytes each', '限'.repeat(10_000)],
  ['of four bytes each', '🙂'.repeat(10_000)],
  ['that JSON doubles', '"\\'.repeat(10_000)],
  ['that is written out', '\u0001'.repeat(10_000)],
])('keeps a summary within what the server takes: characters %s', (_what, text) => {
  const summary = summaryOf('waits: ', text);
  expect(Buffer.byteLength(JSON.stringify(summary))).toBeLessThanOrEqual(300);
  expect(summary).toMatch(/^waits: ./);
});

it('counts what a card has no room for', () => {
  const lines = some(Array.from({ length: 1000 }, (_, at) => `- ${at}`));
  expect(lines).toHaveLength(11);
  expect(lines.at(-1)).toContain('990 more');
});
