// What people are told of a last message: its first paragraph as plain text, however an agent writes it.
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../contracts/limits.js';
import { wordsOf } from './words.js';

const LEGAL = ['BUILDER_COMPLETE', 'CHECKER_PASS', 'FIX_NEEDED', 'MECHANIC_COMPLETE', 'BLOCKED'];
const words = (message: string): string | undefined => wordsOf(message, LEGAL);

describe('the first paragraph of a last message', () => {
  it.each([
    ['a sentence before the marker', 'Added the option.\n\n### BUILDER_COMPLETE\n', 'Added the option.'],
    [
      'a paragraph of two lines',
      'Added the option\nand its test.\n\n### BUILDER_COMPLETE',
      'Added the option and its test.',
    ],
    [
      'the marker first',
      '### BLOCKED\n\nThe file docs/finance-format.md is missing.',
      'The file docs/finance-format.md is missing.',
    ],
    ['the marker right behind it', 'No defect.\n### CHECKER_PASS', 'No defect.'],
    ['a bare marker', 'All five checks pass.\n\nCHECKER_PASS', 'All five checks pass.'],
    ['a marker in bold', '**CHECKER_PASS**\n\nAll good.', 'All good.'],
    ['a marker in back-ticks', '`### CHECKER_PASS`\n\nAll good.', 'All good.'],
    ['a heading', '# Summary\n\nThe sums are exact now.\n\n## Files\n\nx', 'The sums are exact now.'],
    ['a heading without a blank line', '## Result\nThe sums are exact now.', 'The sums are exact now.'],
    ['a heading in bold', '**What changed**\n\nThe sums are exact now.', 'The sums are exact now.'],
    ['an underlined heading', 'Result\n======\n\nThe sums are exact now.', 'The sums are exact now.'],
    [
      'a sentence in bold',
      '**The pinned parser is gone.** Which one is meant?',
      'The pinned parser is gone. Which one is meant?',
    ],
    ['emphasis and code', 'Fixed _all_ of `slug()` in **src/slug.js**.', 'Fixed all of slug() in src/slug.js.'],
    [
      'names with underscores',
      'Renamed max_line_width and `__init__` (was _width_).',
      'Renamed max_line_width and __init__ (was width).',
    ],
    ['multiplication', 'It is 3 * 4 * 5 cents.', 'It is 3 * 4 * 5 cents.'],
    [
      'a link',
      'See [src/slug.js:3](/w/src/slug.js#L3) and <https://example.org/a>.',
      'See src/slug.js:3 and https://example.org/a.',
    ],
    ['escaped signs', 'The field is Root\\_Spec\\-ID \\*here\\*.', 'The field is Root_Spec-ID *here*.'],
    ['a fence first', '```json\n{"ok": true}\n```\n\nThe report is valid.', 'The report is valid.'],
    ['a table first', '| C1 | met |\n|---|---|\n\nEvery criterion is met.', 'Every criterion is met.'],
    ['a rule first', '---\n\nEvery criterion is met.', 'Every criterion is met.'],
    ['a comment first', '<!-- checked twice -->\nEvery criterion is met.', 'Every criterion is met.'],
    ['a quotation', '> The task says cents.\n\nIt means euros.', 'The task says cents.'],
    [
      'a list that is introduced',
      'I need to know:\n\n1. Which format?\n2. Which **encoding**?\n\n### BLOCKED',
      'I need to know: Which format?; Which encoding?',
    ],
    [
      'a list alone',
      '## Done\n- mended slug()\n- added a test.\n\n### BUILDER_COMPLETE',
      'mended slug(); added a test.',
    ],
    ['a list of ticks', '- [x] unit tests\n- [ ] docs', 'unit tests; docs'],
    [
      'where to go on',
      'resume_stage: manager\n\nThe disposition is mended.\n\n### MECHANIC_COMPLETE',
      'The disposition is mended.',
    ],
    [
      'the outcome within the sentence',
      'BLOCKED: nobody says which format.\n\n### BLOCKED',
      'nobody says which format.',
    ],
    ['another script', '要件が矛盾しています。どちらですか？\n\n### BLOCKED', '要件が矛盾しています。どちらですか？'],
    ['Windows line ends', 'Done\r\nfor today.\r\n\r\n### BUILDER_COMPLETE\r\n', 'Done for today.'],
    ['a word that is no outcome here', 'PLANNER_COMPLETE is not mine to say.', 'PLANNER_COMPLETE is not mine to say.'],
  ])('%s', (_what, message, expected) => expect(words(message)).toBe(expected));

  it.each([
    ['nothing', ''],
    ['blank lines', ' \n\n\t\n'],
    ['the marker alone', '### BUILDER_COMPLETE\n'],
    ['a bare marker alone', 'BUILDER_COMPLETE'],
    ['a heading and the marker', '# Report\n\n### BUILDER_COMPLETE'],
    ['a fence alone', '```\nall of it\n```\n\n### BUILDER_COMPLETE'],
    ['a fence that nothing closes', '```\nall of it\n### BUILDER_COMPLETE'],
    ['marks alone', '***\n\n- \n\n…'],
    ['a setting and the marker', 'resume_stage: manager\n\n### MECHANIC_COMPLETE'],
  ])('%s says nothing', (_what, message) => expect(words(message)).toBeUndefined());

  it.each([
    ['long', 'word '.repeat(10_000)],
    ['long without a blank', 'x'.repeat(100_000)],
    ['made of marks', '**'.repeat(50_000) + 'x'],
    ['made of ticks', '` '.repeat(50_000) + 'x'],
    ['made of brackets', '['.repeat(50_000) + 'x](y)'],
    ['of characters that are two units', '🌊'.repeat(1000)],
    ['of many items', '- a\n'.repeat(50_000)],
    ['of many fences', '```\n~~~\n'.repeat(50_000)],
  ])('a message that is %s is cut, and no character of it halved', (_what, message) => {
    const said = words(message) ?? '';
    expect([...said].length).toBeLessThanOrEqual(LIMITS.words);
    expect(Buffer.from(said).toString()).toBe(said);
  });
});
