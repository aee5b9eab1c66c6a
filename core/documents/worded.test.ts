// From a few words, or from a title, to a document: nothing is made up, and nothing half filled in is taken.
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../contracts/families.js';
import { DOCUMENT_FAMILIES, familyFields } from './fields.js';
import { parseDocument } from './parse.js';
import { renderDocument } from './render.js';
import { templateOf } from './template.js';
import { NOT_STATED } from './wanted.js';
import { canBeWorded, documentOfWords, firstIdFor, idsFor, isWords } from './worded.js';

const stamp = { id: 'x-1', createdAt: '2026-01-01T00:00:00Z', createdBy: 'ada' };

describe('words', () => {
  it.each(['task', 'spec', 'probe', 'learning_request', 'code_review'])(
    'make a good %s, and what nobody stated says so',
    (family) => {
      const made = documentOfWords(family, 'Drop every space in slugs', stamp);
      const text = made === null ? '' : renderDocument(made);
      const parsed = parseDocument(family, text, 'x-1');
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      expect(parsed.document).toMatchObject({ id: 'x-1', title: 'Drop every space in slugs', body: '' });
      const lists = Object.entries(parsed.document.fields).filter(
        ([label, value]) => Array.isArray(value) && label !== 'Goals',
      );
      for (const [label, value] of lists) expect(String(value), label).toMatch(new RegExp(`^${NOT_STATED}\\b`));
    },
  );

  it.each(['incident', 'blueprint_draft'])('make no %s: there is more that only a person knows', (family) => {
    expect([canBeWorded(family), documentOfWords(family, 'x', stamp)]).toEqual([false, null]);
  });

  it('of several lines keep the rest as text, also where it looks like fields of another family', () => {
    const made = documentOfWords('task', 'Make it faster\n\nRequest: it takes 9 s.\n- start', stamp);
    const parsed = parseDocument('task', made === null ? '' : renderDocument(made));
    expect(parsed.ok && [parsed.document.title, parsed.document.body]).toEqual([
      ...['Make it faster', 'Make it faster\n\nRequest: it takes 9 s.\n- start'],
    ]);
  });

  it.each([
    ['make it faster', true],
    ['#12 is still there: mend it', true],
    ['why: nobody knows', true],
    ['two lines\nof words', true],
    ['# A title\n\nand text', false],
    ['Task-ID: t-1', false],
    ['no heading\nRisk: low', false],
    ['{"title":"T"}', false],
  ])('are told from a document: %j', (text, words) => expect(isWords('task', text)).toBe(words));
});

describe('ids', () => {
  it.each([
    ['Links must be counted by the Site. Inner stop, too', 'links-must-be-counted-by-the-site-inner-stop-too'],
    ['Über ALLES: v2.0?', 'uber-alles-v2-0'],
    ['w'.repeat(70), 'idea'],
    ['…', 'idea'],
  ])('of a sentence are small letters without signs, in whole words: %j', (title, id) => {
    expect(firstIdFor('idea', title)).toBe(id);
  });

  const first = (title: string, family = 'task') => [...take(idsFor(family, title))];
  it.each([
    ['Drop every space in slugs', 'drop-every-space-in-slugs'],
    ['Öfter prüfen: läuft es?', 'ofter-prufen-lauft-es'],
    ['東京の時刻', 'dongjingnoshike'],
    ['Почини вход', 'pochini-vkhod'],
    ['../../etc/passwd', 'etc-passwd'],
    ['!?', 'task'],
    ['backlog', 'task'],
    ['constructor', 'constructor'],
    [`a ${'b'.repeat(300)} c`, 'a-c'],
  ])('of %j are readable', (title, id) => expect(first(title)).toEqual([id, `${id}-2`, `${id}-3`]));
});

function* take(ids: Generator<string>): Generator<string> {
  for (let count = 0; count < 3; count += 1) yield String(ids.next().value);
}

describe('a new document', () => {
  it.each([...DOCUMENT_FAMILIES, 'code_review'])(
    'of the family %s is refused as it is, place by place, and good when filled in',
    (family) => {
      const made = templateOf(family, 'Once more', { ...stamp, createdBy: 'ada: l' });
      const { text, open } = made ?? { text: '', open: [] };
      const empty = parseDocument(family, text);
      expect(empty.ok ? [] : empty.problems.map(({ field }) => field).sort()).toEqual([...open].sort());
      const required =
        familyFields(family)
          ?.fields.filter((field) => field.required)
          .map(({ label }) => label) ?? [];
      for (const label of required) expect(text).toMatch(new RegExp(`^${label}: ?`, 'm'));
      // Every place says what belongs there in more than the name of the field.
      expect(text.match(/<!-- .{12,} -->/g)).toHaveLength(open.length + 1);
      const chosen = (label: string): string => {
        const kind = familyFields(family)?.fields.find((field) => field.label === label)?.kind;
        return Array.isArray(kind) ? String(kind[0]) : 'checker';
      };
      const filled = open.reduce(
        (all, label) => all.replace(new RegExp(`^(${label}:(?:\n-)?) $`, 'm'), `$1 ${chosen(label)}`),
        text,
      );
      expect(parseDocument(family, filled, 'x-1')).toMatchObject({
        ok: true,
        document: { title: 'Once more', id: 'x-1' },
      });
    },
  );

  it('is there for every family that a person may give in, and for ideas', () => {
    const given = Object.keys(FAMILIES).filter((family) => DOCUMENT_FAMILIES.includes(family));
    expect(given).toEqual(Object.keys(FAMILIES));
    expect(templateOf('idea', 'Once more', stamp)?.text).toMatch(/^# Once more\n/);
    expect(templateOf('No Family', 'x', stamp)).toBeNull();
  });
});
