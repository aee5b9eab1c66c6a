// The spec of an idea carries what the idea says, in its words and with what introduces it, and no filler that looks like a statement.
import { describe, expect, it } from 'vitest';
import { specOfIdea } from './idea.js';
import { parseDocument } from './parse.js';
import { renderDocument } from './render.js';
import { ASKED_FOR, NOT_STATED } from './wanted.js';
import { documentOfWords } from './worded.js';

const origin = {
  id: 'idea-x',
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'a',
  references: ['x'],
  revises: null,
};

/** As it is read again from its text. */
function specOf(text: string) {
  const parsed = parseDocument('spec', renderDocument(specOfIdea(text, 'x', origin)), 'idea-x');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document.fields as Record<string, string[]>;
}

describe('the lists of an idea', () => {
  it('are its own: items and paragraphs are goals, what is done when is acceptance, what is not wanted a constraint', () => {
    const fields = specOf(
      [
        ...['# Regional report', '', 'A report per region,', 'from the monthly CSV.', '', '## Output', '- one table'],
        ...[
          '- sums to the cent',
          '',
          '## Out of scope',
          '* Excel',
          '',
          'Done when:',
          '1. `report.py` prints the table',
        ],
        ...['2. a broken line is named', ''],
      ].join('\n'),
    );
    expect(fields).toMatchObject({
      Goals: ['A report per region, from the monthly CSV.', 'Output: one table', 'Output: sums to the cent'],
      Acceptance: ['`report.py` prints the table', 'a broken line is named'],
    });
    expect(fields['Constraints']?.slice(1)).toEqual(['Out of scope: Excel']);
  });

  it.each([
    ['a heading alone', '# Shorter links', ['Shorter links']],
    ['a sentence', 'Make the links shorter.', ['Make the links shorter.']],
    ['a list alone', '- no ids\n- no dates', ['no ids', 'no dates']],
    ['a line that introduces', 'It must not:\n\n- print HTML\n- ask', ['It must not: print HTML', 'It must not: ask']],
    ['a line that introduces nothing', '# X\n\nI want this:\n\n```\na -> b\n```', ['I want this:']],
    ['text behind a list', 'It has:\n- a\n\nAnd b.', ['It has: a', 'And b.']],
    ['a heading in bold', '**Risks**\n- lost data', ['Risks: lost data']],
    ['an underlined heading', 'Links\n=====\n\nShorter ones.', ['Shorter ones.']],
    ['a front matter', '---\na: b\n---\n# X\n\nDo it.', ['Do it.']],
    ['a comment', '<!-- draft -->\n# X\n\nDo it.', ['Do it.']],
    ['ticked items', '# X\n- [ ] one\n- [x] two', ['one', 'two']],
    ['a table', '# X\n\n| what | how |\n| --- | --- |\n| sums | exact |\n| C# | no |', ['sums | exact', 'C# | no']],
    ['a heading with signs at its end', '# X\n## In C# ##\n- lost data', ['In C#: lost data']],
    ['items in brackets', '(1) one\n(2) two', ['one', 'two']],
    ['code that is indented', 'Do it:\n\n    rm -rf x\n', ['Do it:']],
    ['an item of two lines', '- one\n  and two\n- three', ['one and two', 'three']],
  ])('%s', (_what, text, goals) => expect(specOf(text)['Goals']).toEqual(goals));

  it.each([
    ['# X\n## Acceptance criteria\n- a\n- b', ['a', 'b']],
    ['# X\n\n### Definition of Done\n\nIt runs.', ['It runs.']],
    ['It is done when:\n- a', ['a']],
    ['Acceptance: the table is right.', [ASKED_FOR]],
    ['# Acceptable colours\n- red', [ASKED_FOR]],
    ['# X\n\nMore.', [ASKED_FOR]],
  ])('the acceptance of %j', (text, acceptance) => expect(specOf(`${text}\n`)['Acceptance']).toEqual(acceptance));

  it('are short where the idea is long, and say that there is more', () => {
    const fields = specOf(`# X\n\n${Array.from({ length: 500 }, (_, at) => `- wish ${at}\n`).join('')}`);
    expect(fields['Goals']).toHaveLength(61);
    expect(fields['Goals']?.at(-1)).toBe('And what else the text below says (440 more).');
    const wide = specOf(`# X\n\n${'word '.repeat(100_000)}\n\n${`${'w'.repeat(400)}\n\n`.repeat(50)}`);
    expect(wide['Goals']?.join('').length).toBeLessThan(6100);
  });

  it('say what nobody stated', () => {
    expect(ASKED_FOR.startsWith(NOT_STATED)).toBe(true);
  });
});

it('a sentence in place of a task or a spec has its own lists too', () => {
  const words = 'Mend the links\n\nDone when:\n- no link is dead';
  const stamp = { id: 'x', createdAt: '2026-01-01T00:00:00Z', createdBy: 'a' };
  expect(documentOfWords('task', words, stamp)?.fields).toMatchObject({ Acceptance: ['no link is dead'] });
  expect(documentOfWords('spec', words, stamp)?.fields).toMatchObject({
    ...{ Goals: ['Mend the links'], Acceptance: ['no link is dead'] },
    Constraints: [expect.stringMatching(`^${NOT_STATED}`)],
  });
});
