// A requirement is lost when its sentence is: every sentence of what people write is numbered once and whole.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../documents/parse.js';
import { specOfIdea } from '../documents/idea.js';
import { documentOfWords } from '../documents/worded.js';
import { sentencesOf } from './sentences.js';
import { sourcesOf, sourcesOfDocument } from './sources.js';

it.each<[string, string, string[]]>([
  ['a heading and two sentences', '# Links\n\nThey break. We want others.', ['They break.', 'We want others.']],
  ['a setext heading', 'Links\n=====\n\nThey break.', ['They break.']],
  [
    'wrapped lines',
    'Addresses that hold small letters and\ndigits. And no\ntwo alike.',
    ['Addresses that hold small letters and digits.', 'And no two alike.'],
  ],
  [
    'lines that are a list without signs',
    'Make slugs shorter\nGive no address twice\nName it in the log',
    ['Make slugs shorter', 'Give no address twice', 'Name it in the log'],
  ],
  [
    'abbreviations',
    'Use short names, e.g. Foo, i.e. what Dr. Smith vs. Jones had. Done.',
    ['Use short names, e.g. Foo, i.e. what Dr. Smith vs. Jones had.', 'Done.'],
  ],
  [
    'decimals and versions',
    'Wait 3.5 s in v1.2.3 at most. See no. 4 and Fig. 2. Then stop.',
    ['Wait 3.5 s in v1.2.3 at most.', 'See no. 4 and Fig. 2.', 'Then stop.'],
  ],
  [
    'addresses',
    'It links to https://example.org/a.html?q=1. Then it ends! Why?',
    ['It links to https://example.org/a.html?q=1.', 'Then it ends!', 'Why?'],
  ],
  [
    'names of files',
    'Change src/slug.js and README.md. Leave package.json.',
    ['Change src/slug.js and README.md.', 'Leave package.json.'],
  ],
  [
    'code within a line',
    'Call `a. B(c)`. `d` stays. When a != b it fails.',
    ['Call `a. B(c)`.', '`d` stays.', 'When a != b it fails.'],
  ],
  ['a fence', 'Print this:\n\n```sh\nMust not count. Never.\n```\n\nIt is enough.', ['It is enough.']],
  ['code by its indent', 'Text here.\n\n    code. More code.\n\nMore text.', ['Text here.', 'More text.']],
  [
    'German',
    'Am 3. Mai ist Schluss, d. h. alles, z.B. Berichte, bzw. Summen. Danach nicht. „Ja. Nein.“ gilt.',
    ['Am 3. Mai ist Schluss, d. h. alles, z.B. Berichte, bzw. Summen.', 'Danach nicht.', '„Ja. Nein.“ gilt.'],
  ],
  [
    'French',
    'Les noms, p. ex. « A. B. », restent. Et M. Dupont ?',
    ['Les noms, p. ex. « A. B. », restent.', 'Et M. Dupont ?'],
  ],
  ['Chinese', '导出必须支持\n中文。失败时报错！为什么？', ['导出必须支持中文。', '失败时报错！', '为什么？']],
  ['Japanese', '日付を並べる。「はい。」と表示する。', ['日付を並べる。', '「はい。」と表示する。']],
  [
    'Russian and Arabic',
    'Файл должен открываться. Иначе ошибка.\n\nيجب أن يعمل. هل هذا واضح؟',
    ['Файл должен открываться.', 'Иначе ошибка.', 'يجب أن يعمل.', 'هل هذا واضح؟'],
  ],
  [
    'a list, nested, with a wrapped item',
    '- One\n  - Two goes\n    on. And on.\n* [ ] Three\n',
    ['One', 'Two goes on.', 'And on.', 'Three'],
  ],
  [
    'a numbered list below its words',
    'It shall do this:\n1. Sort\n2. Print 3. lines\n10) End',
    ['It shall do this:', 'Sort', 'Print 3. lines', 'End'],
  ],
  [
    'a table',
    '| What | How |\n|---|:-:|\n| sort | `a|b` by name |\n| print | all. Really |\n\nEnd.',
    ['sort | `a|b` by name', 'print | all.', 'Really', 'End.'],
  ],
  [
    'quotes, rules and tags',
    '> Somebody said. It matters.\n\n---\n<details>\n\nMore.\n\n</details>',
    ['Somebody said.', 'It matters.', 'More.'],
  ],
  [
    'boilerplate',
    '---\ntitle: x\n---\nDate: 2026-01-02\nAuthor: A. Person\n\n**Goals**\n\nGoals:\n\n- 2026-01-02\n- ABC-12\n- src/a.js\n- https://a.example\n\n[a]: https://a.example',
    [],
  ],
  [
    'brackets and quotation marks',
    'Do it (if A. Then B. Always). He said "No. Never." once.',
    ['Do it (if A. Then B. Always).', 'He said "No. Never." once.'],
  ],
  ['comments', 'One. <!-- Two. -->\n\n<!-- Three. -->\n\nFour.', ['One.', 'Four.']],
])('%s', (_name, text, sources) => expect(sourcesOf(text)).toEqual(sources));

const word = fc.oneof(
  fc.constantFrom(
    'e.g.',
    'z.B.',
    '3.5',
    'a.js',
    '`x. Y`',
    'No.',
    '1.',
    '(',
    ')',
    '"',
    '„',
    '“',
    '。',
    '!',
    '?!',
    '…',
    '  ',
    '\t',
  ),
  fc.constantFrom('https://a.example/b.c?d', 'Dr.', 'A', 'Über', '東京', 'end.', 'End.', '`', '[', ']', '|', '🙂.'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);

it('every sign of a text belongs to exactly one sentence', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      const text = words.join(' ').replace(/[\r\n\u0085\u2028\u2029]/g, ' ');
      expect(sentencesOf(text).join('')).toBe(text);
    }),
  );
});

it('nothing that people write is left out of a paragraph: its words are those of its sentences', () => {
  const words = fc.array(fc.stringMatching(/^[a-zäöü]{2,9}[.!?,]?$/), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(words, (all) => {
      const text = `So ${all.join(' ')}`;
      expect(sourcesOf(text).join(' ')).toBe(text);
    }),
  );
});

describe('of a document', () => {
  const IDEA =
    '# Links that never break\n\nPeople paste links, and some break. I want short ones.\nReaders find it in the change log.\n';
  const origin = {
    id: 'idea-links',
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: 't',
    references: ['x'],
    revises: 'idea-old',
  };
  const texts = (document: Parameters<typeof sourcesOfDocument>[0]) =>
    sourcesOfDocument(document).map(({ text }) => text);

  it('an idea is numbered by its own text, every sentence of it, and not by what fills its fields', () => {
    expect(texts(specOfIdea(IDEA, 'links', origin))).toEqual([
      ...['People paste links, and some break.', 'I want short ones.', 'Readers find it in the change log.'],
    ]);
  });

  it('an idea that is no more than its title is its title', () =>
    expect(texts(specOfIdea('# Short links', 'links', origin))).toEqual(['Short links']));

  it('words that became a spec are numbered once', () => {
    const document = documentOfWords('spec', 'Shorter links. No dots.', {
      id: 's',
      createdAt: '2026-01-01T00:00:00Z',
      createdBy: 't',
    });
    expect(document && texts(document)).toEqual(['Shorter links.', 'No dots.']);
  });

  it('a spec is numbered by what its fields want and by its text, and each says where it stands', () => {
    const text = [
      ...['# S', '', 'Spec-ID: s', 'Summary: no source', 'Source-Type: manual', 'Created-At: 2026-01-01T00:00:00Z'],
      ...[
        'Created-By: t',
        '',
        'Goals:',
        '- Sort',
        '',
        'Non-Goals:',
        '- Speed',
        '',
        'Constraints:',
        '- Keep it. Small.',
        '',
      ],
      ...[
        'Acceptance:',
        '- Sort',
        '- Not stated beyond the title',
        '',
        'References:',
        '- none of it',
        '',
        'Also print.',
      ],
    ].join('\n');
    const read = parseDocument('spec', text);
    expect(read.ok && sourcesOfDocument(read.document, 7)).toEqual([
      { id: 'S7', field: 'Goals', text: 'Sort' },
      { id: 'S8', field: 'Non-Goals', text: 'Speed' },
      { id: 'S9', field: 'Constraints', text: 'Keep it.' },
      { id: 'S10', field: 'Constraints', text: 'Small.' },
      { id: 'S11', field: null, text: 'Also print.' },
    ]);
  });

  it('has an end: of a long one the first 200 are numbered, each of 300 characters at most', () => {
    const body = `${Array.from({ length: 300 }, (_, at) => `- Wish ${at} ${'x'.repeat(400)}`).join('\n')}\n`;
    const sources = sourcesOfDocument(specOfIdea(body, 'long', origin));
    expect([sources.length, sources.at(-1)?.id, Math.max(...sources.map(({ text }) => text.length))]).toEqual([
      200,
      'S200',
      300,
    ]);
  });

  it('a task is not planned and has none', () => {
    const task = documentOfWords('task', 'Do it.', { id: 't', createdAt: '2026-01-01T00:00:00Z', createdBy: 't' });
    expect(task && sourcesOfDocument(task)).toEqual([]);
  });
});
