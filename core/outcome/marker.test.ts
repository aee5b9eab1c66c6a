import { describe, expect, it } from 'vitest';
import { readMarker } from './marker.js';

const legal = ['CHECKER_PASS', 'FIX_NEEDED', 'BLOCKED'];
const none = { found: false, seen: null, both: null };

describe('the marker of a final message', () => {
  it('is the last legal one, whatever prose follows', () => {
    expect(readMarker('### FIX_NEEDED\n### CHECKER_PASS\ntrailing prose\n', legal)).toEqual({
      found: true,
      outcome: 'CHECKER_PASS',
      isLastLine: false,
    });
  });

  it('may be indented and spaced', () => {
    expect(readMarker('   ###   CHECKER_PASS   \r\n\n', legal)).toMatchObject({
      outcome: 'CHECKER_PASS',
      isLastLine: true,
    });
  });

  it('is not seen inside a line', () => {
    for (const line of ['text ### CHECKER_PASS', 'CHECKER_PASS it is', '> ### CHECKER_PASS', '`CHECKER_PASS` or not'])
      expect(readMarker(`${line}\n`, legal), line).toEqual(none);
  });

  it('is not disturbed by other headings', () => {
    expect(readMarker('### SUMMARY\nall fine\n### CHECKER_PASS\n### NOTES\n', legal)).toMatchObject({
      outcome: 'CHECKER_PASS',
    });
  });

  it('names an illegal marker when there is no legal one', () => {
    expect(readMarker('### DONE\n', legal)).toEqual({ ...none, seen: 'DONE' });
    expect(readMarker('## **DONE**\n', legal)).toEqual({ ...none, seen: 'DONE' });
  });
});

describe('marks around it', () => {
  it.each([
    ...[
      '**### CHECKER_PASS**',
      '### **CHECKER_PASS**',
      '`### CHECKER_PASS`',
      '### `CHECKER_PASS`',
      '_### CHECKER_PASS_',
    ],
    ...['## CHECKER_PASS', '###### CHECKER_PASS', '### CHECKER_PASS ###', '***CHECKER_PASS***', '### CHECKER\\_PASS'],
    ...[
      '```\n### CHECKER_PASS\n```',
      '~~~text\n\nCHECKER_PASS\n~~~',
      '````md\n### CHECKER_PASS\n````\n',
      'CHECKER_PASS',
    ],
    ...['```\n### CHECKER_PASS', '### CHECKER_PASS\n\n---\n', '**`### CHECKER_PASS`**\r\n', '### CHECKER_PASS\n**\n'],
  ])('are taken off: %j', (line) => {
    const message = `All is well.\n\n${line}`;
    expect(readMarker(message, legal)).toEqual({ found: true, outcome: 'CHECKER_PASS', isLastLine: true });
  });

  it('make it one wherever it stands; without any it has to be the last line', () => {
    expect(readMarker('**CHECKER_PASS**\nThat is all.', legal)).toMatchObject({ found: true, isLastLine: false });
    expect(readMarker('CHECKER_PASS\nThat is all.', legal)).toEqual(none);
    expect(readMarker('BLOCKED\n\nis what it was; now:\n### CHECKER_PASS', legal)).toMatchObject({ found: true });
  });
});

describe('what people and models do to a marker', () => {
  const alone = { found: true, outcome: 'CHECKER_PASS', isLastLine: true };
  it.each([
    ...[
      '### CHECKER_PASS.',
      '**CHECKER_PASS.**',
      '**CHECKER_PASS**.',
      '### CHECKER_PASS:',
      '**CHECKER_PASS:**',
      'CHECKER_PASS!',
    ],
    ...['- CHECKER_PASS', '* **CHECKER_PASS**', '- `### CHECKER_PASS`', '1. CHECKER_PASS', '- ### CHECKER_PASS'],
    ...[
      '###CHECKER_PASS',
      '\\#\\#\\# CHECKER\\_PASS',
      '\\*\\*CHECKER_PASS\\*\\*',
      'CHECKER_PASS\n====',
      '__CHECKER_PASS__',
    ],
    ...[
      '### CHECKER_PASS\u200b',
      '\u2060### CHECKER_PASS',
      '\ufeff### CHECKER_PASS',
      '###\u00a0CHECKER_PASS',
      '###\u3000CHECKER_PASS',
    ],
    ...[
      '### CHECKER_\u00adPASS',
      '### CHECKER_PASS\u0000\u0007',
      '\u202e### CHECKER_PASS\u202c',
      '\t### CHECKER_PASS\t',
    ],
    ...['### CHECKER_PASS\n\u200b\n\u00a0\n', 'text\r### CHECKER_PASS\r', '### CHECKER_PASS\n✅\n'],
  ])('says it as the last line: %j', (line) => {
    expect(readMarker(`All is well.\n\n${line}`, legal)).toEqual(alone);
  });

  it.each([
    ...[
      '> CHECKER_PASS',
      '| CHECKER_PASS |',
      '| outcome | **CHECKER_PASS** |',
      '~~CHECKER_PASS~~',
      '[CHECKER_PASS]',
      '"CHECKER_PASS"',
    ],
    ...[
      'Outcome: CHECKER_PASS',
      '**Outcome:** `CHECKER_PASS`',
      '### CHECKER_PASS: all is well',
      '**CHECKER_PASS** - all is well',
    ],
    ...[
      'I end with CHECKER_PASS.',
      'not `CHECKER_PASS`',
      '### checker_pass',
      '### CHECKER PASS',
      '### CHECKER_PASS / FIX_NEEDED',
    ],
    ...[
      '### CHECKER_PASSED',
      '### CHECKER_PASS?',
      '### ❌ CHECKER_PASS',
      '<b>CHECKER_PASS</b>',
      '<!-- ### CHECKER_PASS -->',
    ],
    ...[
      '- FIX_NEEDED\n- CHECKER_PASS',
      '1. `CHECKER_PASS`\n2. `FIX_NEEDED`\n3. `CHECKER_PASS`',
      '### CHECKER_\u00a0PASS',
    ],
  ])('is no outcome: %j', (line) => {
    expect(readMarker(`All is well.\n\n${line}`, legal)).toMatchObject({ found: false, both: null });
  });

  it.each(['- **FIX_NEEDED**', '**FIX_NEEDED:**', '### FIX_NEEDED:', 'FIX_NEEDED', '**FIX_NEEDED.**'])(
    'is a part of the text before the outcome: %j',
    (line) => expect(readMarker(`${line}\nnothing.\n\n### CHECKER_PASS`, legal)).toEqual(alone),
  );

  it.each([
    '**CHECKER_PASS**',
    '### CHECKER_PASS',
    '```\n### CHECKER_PASS\n```',
    '`CHECKER_PASS`',
    '###\u00a0CHECKER_PASS\u200b',
  ])('may have its reasons behind it: %j', (line) =>
    expect(readMarker(`${line}\n\nThe checks:\n- all pass.`, legal)).toEqual({ ...alone, isLastLine: false }),
  );

  it.each([
    '**CHECKER_PASS**\nwhy\n### CHECKER_PASS.',
    '### CHECKER_PASS\n\n`CHECKER_PASS`',
    '**FIX_NEEDED**\n\n- CHECKER_PASS',
  ])('is one outcome, said twice or corrected at once: %j', (text) => expect(readMarker(text, legal)).toEqual(alone));

  it.each(['**FIX_NEEDED**\nNo:\nCHECKER_PASS.', '###\u00a0FIX_NEEDED\u200b\nNo:\n- **CHECKER_PASS**'])(
    'contradicts another one with text between them: %j',
    (text) => expect(readMarker(text, legal)).toMatchObject({ found: false, both: ['FIX_NEEDED', 'CHECKER_PASS'] }),
  );
});

describe('what is quoted', () => {
  it('is no outcome', () => {
    const quoted = 'The log says:\n\n```text\n$ run\n### BLOCKED\n```\n\n### CHECKER_PASS\n';
    expect(readMarker(quoted, legal)).toMatchObject({ outcome: 'CHECKER_PASS', isLastLine: true });
    expect(readMarker('```\n$ run\n### CHECKER_PASS\n```\n', legal)).toEqual(none);
  });

  it('ends where its fence does, and nothing is quoted by a fence without an end', () => {
    expect(readMarker('````\n```\n### BLOCKED\n```\n````\n### CHECKER_PASS', legal)).toMatchObject({
      outcome: 'CHECKER_PASS',
    });
    expect(readMarker('```sh\nnpm test\n\n### CHECKER_PASS', legal)).toMatchObject({ outcome: 'CHECKER_PASS' });
  });
});

describe('two different outcomes', () => {
  it.each([
    '### FIX_NEEDED\nNo, after all it is good.\n### CHECKER_PASS',
    '**FIX_NEEDED**\n\n- see above\n\n`### CHECKER_PASS`\nThat is all.',
    '### CHECKER_PASS\ntext\n### FIX_NEEDED\n### CHECKER_PASS\ntext\n### FIX_NEEDED',
    '### FIX_NEEDED\n### NOTES\n### CHECKER_PASS',
    '### FIX_NEEDED\n```\na\nb\n```\n### CHECKER_PASS',
  ])('with text between them contradict each other: %j', (message) => {
    expect(readMarker(message, legal)).toMatchObject({ found: false, both: [expect.any(String), expect.any(String)] });
  });

  it.each([
    '### FIX_NEEDED\n\n---\n\n### CHECKER_PASS',
    '### CHECKER_PASS\ntext\n### CHECKER_PASS',
    '### BUILDER_COMPLETE\ntext\n### CHECKER_PASS',
  ])('with nothing between them, or one that is not legal here, do not: %j', (message) => {
    expect(readMarker(message, legal)).toMatchObject({ found: true, outcome: 'CHECKER_PASS' });
  });
});
