import { describe, expect, it } from 'vitest';
import { asCode, inMarkdown } from './markdown.js';

/** Reads a line as the rules of Markdown have it, as far as a text within a line goes: what a backslash keeps from meaning anything is text. */
function meaning(line: string): string[] {
  const bare = line.replace(/\\[!-/:-@[-`{-~]/g, 'x');
  return [/[*`<>[\]|~&]/, /(?:^|\W)_|_(?:\W|$)/, /\w:\/\/|\bmailto:|\bwww\./i, /[\n\r\u2028\u2029\u0085]/].flatMap(
    (sign) => sign.exec(bare)?.[0] ?? [],
  );
}

describe('a text from elsewhere in a line of Markdown', () => {
  it.each([
    ['a heading', '\n# Nothing needs you\n'],
    ['a list', '\n- all done\n1. pay'],
    ['a link', '[approve](https://evil.example/x)'],
    ['a link that nothing marks', 'see https://evil.example or www.evil.example'],
    ['a link to write to', 'mailto:a@b.example or a@b.example'],
    ['a link by reference', '[x]: https://evil.example'],
    ['an image', '![](https://evil.example/beacon.png)'],
    ['HTML', '<script>alert(1)</script><!-- '],
    ['an entity', '&lt;b&gt; &#10;'],
    ['emphasis', '**Done** _all_ __x__ ~~y~~'],
    ['a code span that ends ours', '`` ` rm -rf ` ``'],
    ['a table', '| a | b |\n|---|---|'],
    ['a line end of another kind', 'a\u2028# b\u0085# c\r# d'],
    ['our own escapes', '\\*\\_\\`'],
    ['a title', 'x\n===\n'],
  ])('means nothing where it holds %s', (_what, text) => {
    const shown = inMarkdown(text);
    expect(meaning(`words of ours ${shown}`)).toEqual([]);
    expect(shown).not.toContain('\n');
  });

  it('the attack is one: as it comes, each of them means something', () => {
    expect(meaning('x [approve](https://evil.example)')).not.toEqual([]);
    expect(meaning('x <b>')).not.toEqual([]);
    expect(meaning('x\n# Done')).not.toEqual([]);
  });

  it('is read as it was meant', () => {
    expect(inMarkdown('Drop work_item_done from src/a-b.js (2 files, +3 −1)!')).toBe(
      'Drop work_item_done from src/a-b.js (2 files, +3 −1)!',
    );
  });

  it('is cut where it is long', () => {
    expect(inMarkdown('x'.repeat(1000), 20)).toHaveLength(20);
  });
});

describe('a command', () => {
  it.each(['millrace retry T-1', 'a ` b', '`x`', 'a `` b ``` c', 'x\n# y'])('stands whole in its span: %j', (text) => {
    const span = asCode(text);
    const fence = /^`+/.exec(span)?.[0] ?? '';
    const inside = span.slice(fence.length, -fence.length);
    expect(inside.match(/`+/g) ?? []).not.toContain(fence);
    expect(span).not.toContain('\n');
  });
});
