// Each part of a document has its own limit, and what is over one says which field, how much there is and how much may be.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskText } from '../../test/support/task-text.js';
import { jsonBytes, groupsOf, LIMITS } from '../contracts/limits.js';
import { sizeProblem } from '../contracts/document-form.js';
import { checkFile } from './check.js';
import { documentFacts } from './facts.js';
import { parseJsonDocument } from './parse.js';

const check = (text: string) => checkFile('task', 'T-1', new TextEncoder().encode(text));
const faults = (text: string): string[] => {
  const checked = check(text);
  return checked.ok ? [] : checked.problems.map(({ code, message }) => `${code} ${message}`);
};
const list = (label: string, items: readonly string[]): string =>
  taskText('T-1', `\n${label}:\n${items.map((item) => `- ${item}`).join('\n')}\n`);
const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `${'d'.repeat(100)}-${n}`);

const titled = (length: number): string =>
  taskText('T-1')
    .replace(/^# .*/, `# ${'x'.repeat(length)}`)
    .replace(/^Title: .*\n/m, '');

describe('a document that is too large in one part is told which', () => {
  it.each([
    ['ids', list('Depends-On', ids(8000)), 'MR2025 `Depends-On` has 8000 items, the limit is 100.'],
    ['texts', list('Tags', ids(501)), 'MR2025 `Tags` has 501 items, the limit is 500.'],
    ['an item', list('Tags', ['x'.repeat(900_000)]), 'MR2024 `Tags` has 900000 characters, the limit is 4000.'],
    [
      'a value',
      taskText('T-1', `\nSummary: ${'x'.repeat(20_001)}\n`),
      'MR2024 `Summary` has 20001 characters, the limit is 20000.',
    ],
    ['the title', titled(900_000), 'MR2024 `Title` has 900000 characters, the limit is 500.'],
  ])('%s', (_, text, fault) => expect(faults(text)).toEqual([fault]));

  it('in JSON, by the name of the field there', () => {
    const parsed = parseJsonDocument('task', JSON.stringify({ title: 'x'.repeat(501), depends_on: ids(101) }));
    const told = parsed.ok ? [] : parsed.problems.map(({ field, line, code }) => [field, line, code]);
    expect(told).toContainEqual(['title', undefined, 'MR2024']);
    expect(told).toContainEqual(['depends_on', undefined, 'MR2025']);
  });

  it('and one that is as large as may be is good', () => {
    expect(faults(list('Depends-On', ids(100)))).toEqual([]);
    expect(faults(titled(500))).toEqual([]);
  });
});

describe('any document within the limits', () => {
  it('fits its message, alone and in the groups in which many are sent', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/);
    const needs = fc.uniqueArray(id, { maxLength: LIMITS.listIds, size: 'max' });
    fc.assert(
      fc.property(fc.array(needs, { minLength: 1, maxLength: 60 }), (all) => {
        const refs = all.flatMap((depends) => {
          const checked = check(depends.length === 0 ? taskText('T-1') : list('Depends-On', depends));
          return checked.ok ? [documentFacts(checked.document, 'f'.repeat(64), 'drop')] : [];
        });
        const groups = groupsOf(refs, LIMITS.batch, LIMITS.batchBytes);
        for (const group of groups) expect(sizeProblem(group)).toBeNull();
        for (const group of groups) expect(jsonBytes({ documents: group })).toBeLessThan(LIMITS.message);
        expect(groups.flat()).toEqual(refs);
      }),
      { numRuns: 15 },
    );
  });
});
