// Free Markdown becomes a spec that is valid whatever the Markdown looks like.
import { describe, expect, it } from 'vitest';
import { formerIdeaIds, ideaHead, ideaId, ideaIds, isIdOfName, specOfIdea } from './idea.js';
import { parseDocument } from './parse.js';
import { renderDocument } from './render.js';
import { documentFacts } from './facts.js';

const origin = (id: string) => ({
  ...{ id, createdAt: '2026-01-01T00:00:00.000Z', createdBy: 'watcher', references: ['intake/ideas/x.md'] },
  revises: null as string | null,
});

it.each([
  ['cool thing!', 'idea-cool-thing'],
  ['idea-x', 'idea-x'],
  ['..a/../b..', 'idea-a-..-b'],
  ['Öfter', 'idea-Ofter'],
  ['O\u0308fter', 'idea-Ofter'],
  ['東京', 'idea-DongJing'],
  ['Привет мир', 'idea-Privet-mir'],
  ['Łódź straße', 'idea-Lodz-strasse'],
  ['한국어', 'idea-HanGugEo'],
  ['🚀 launch', 'idea-rocket-launch'],
  ['العربية', 'idea-l-rbyh'],
  ['\u{10ffff}\u0007', 'idea-idea'],
  ['_x_', 'idea-x_'],
  ['x'.repeat(300), `idea-${'x'.repeat(100)}`],
])('an idea named %s has the id %s', (name, id) => expect(ideaId(name)).toBe(id));

it('two texts of one name have ids that show the name', () => {
  const [, id = ''] = ideaIds('a', 'deadbeef'.repeat(8));
  expect([id, isIdOfName(id, 'a'), isIdOfName('idea-a', 'a'), isIdOfName('idea-ab', 'a')]).toEqual([
    ...['idea-a-deadbeef', true, true, false],
  ]);
});

it('what an earlier build called an idea is known as its id', () => {
  const sha256 = 'deadbeef'.repeat(8);
  expect(formerIdeaIds('cool thing!', sha256)).toEqual([]);
  expect(formerIdeaIds('Öfter', sha256)).toEqual(['idea-fter', 'idea-fter-deadbeef']);
  for (const id of ['idea-fter', 'idea-fter-deadbeef', 'idea-Ofter']) expect(isIdOfName(id, 'Öfter')).toBe(true);
  expect(isIdOfName('idea-ofter', 'Öfter')).toBe(false);
});

it.each([
  ['# Cool thing\n\nBuild a cool thing.\n', 'Cool thing', 'Build a cool thing.'],
  ['text\n## Deep ##\n# Cool', 'Deep', 'Cool'],
  ['\n\nno heading\n- do it', 'no heading', 'do it'],
  ['---\n# a comment\ntitle: t\n---\n# Real\n# Real\n> said', 'Real', 'said'],
  ['---\nnever closed', '---', 'never closed'],
  ['# Alone', 'Alone', 'Work out the idea: Alone'],
  ['#\n', '', ''],
])('%j has a title and a summary', (text, title, summary) => {
  const head = ideaHead(text, 'stem');
  expect(head).toEqual(title === '' ? { title: 'stem', summary: 'Work out the idea: stem' } : { title, summary });
});

describe('the spec of an idea', () => {
  it.each([
    ['plain', '# Cool thing\n\nBuild a cool thing.\n'],
    ['with fields of its own', '# X\n\nSpec-ID: other\nGoals:\n- mine\nnot an item\nTitle: Y\nRoot-Spec-ID: z'],
    ['with Windows line ends and a byte order mark', '\uFEFF# X\r\n\r\nY\r\n'],
    ['with a front matter', '---\nCreated-At: never\n---\n\n- a\n- b'],
    ['that is one sign', '#'],
    ['in a fence', '```\n# X\n```\n'],
  ])('%s is valid, and the root of a lineage of its own', (_, text) => {
    const spec = renderDocument(specOfIdea(text, 'x', origin('idea-x')));
    const parsed = parseDocument('spec', spec, 'idea-x');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(documentFacts(parsed.document, '', 'drop')).toMatchObject({ id: 'idea-x', root: 'idea-x' });
    const words = text
      .replace('\uFEFF', '')
      .split(/\s+/)
      .filter((word) => word !== '');
    for (const word of words) expect(parsed.document.body).toContain(word);
    expect(parsed.document.fields).toMatchObject({ 'Source-Type': 'idea', 'Root-Idea-ID': 'idea-x' });
  });

  it('says which spec it revises', () => {
    const text = renderDocument(specOfIdea('# X', 'x', { ...origin('idea-x-00000000'), revises: 'idea-x' }));
    expect(text).toContain('Spec idea-x came of an earlier text of this idea');
    expect(text).toContain('- Revises: spec idea-x\n');
  });
});
