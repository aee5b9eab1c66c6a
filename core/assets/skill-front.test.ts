import { describe, expect, it, test } from 'vitest';
import { readFront } from './skill-front.js';

const skill = (...lines: string[]): string => ['---', ...lines, '---', '', '# Care', ''].join('\n');
const CARE = { name: 'care', description: 'Takes care.' };

test.each([
  ['plain', skill('name: care', 'description: Takes care.')],
  ['quoted', skill('name: "care"', "description: 'Takes care.'")],
  ['folded', skill('name: care', 'description: >-', '  Takes', '  care.')],
  ['literal', skill('name: care', 'description: |', '  Takes care.')],
  [
    'among other fields',
    skill('license: MIT', 'name: care', 'metadata:', '  tags: [a, b]', 'description: Takes care.'),
  ],
  ['with the line ends of Windows', skill('name: care', 'description: Takes care.').replaceAll('\n', '\r\n')],
  ['with a byte order mark', `\uFEFF${skill('name: care', 'description: Takes care.')}`],
  ['without anything below', '---\nname: care\ndescription: Takes care.\n---'],
])('is read when it is %s', (_name, text) => {
  expect(readFront(text)).toEqual(CARE);
});

test('takes a description with a colon as it is', () => {
  expect(readFront(skill('name: care', 'description: Use when: it hurts'))).toEqual({
    name: 'care',
    description: 'Use when: it hurts',
  });
});

test.each([
  ['# Care\n', /does not begin with front matter/],
  ['---\nname: care\n', /does not begin with front matter/],
  [skill('name: care'), /no description/],
  [skill('name:', 'description: ""'), /no name and no description/],
  [skill('- name'), /no table/],
  [skill('name: [care'), /no YAML/],
])('tells what is wrong: %j', (text, says) => {
  expect(readFront(text)).toMatch(says);
});

describe('front matter that costs more than it says', () => {
  const aliases = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...[...'bcdefgh'].map((name, at) => `${name}: &${name} [${`*${'abcdefg'[at] ?? ''},`.repeat(9)}]`),
  ];
  it.each([
    ['aliases of aliases', aliases.join('\n')],
    ['40,000 keys', Array.from({ length: 40_000 }, (_, at) => `k${at}: 1`).join('\n')],
    ['deep brackets', `a: ${'['.repeat(3000)}${']'.repeat(3000)}`],
    ['brackets that nothing closes', `a: ${'['.repeat(7000)}`],
    ['tables in tables', `a: ${'{a: '.repeat(1500)}`],
    ['a long line', `a: ${'x'.repeat(1_000_000)}`],
  ])('is a fault of the file: %s', (_what, yaml) => {
    expect(typeof readFront(`---\nname: x\ndescription: y\n${yaml}\n---\n`)).toBe('string');
  });
});
