// Almost the name of a field: said where the field is missing, noted where it need not be there, and never taken for it.
import { describe, expect, it } from 'vitest';
import { parseDocument, parseJsonDocument } from './parse.js';

const LISTS = ['Target-Paths', 'Acceptance', 'Required-Checks', 'References', 'Risk'];

/** A good task, the lists named left out. */
const taskLines = (...without: string[]): string[] => [
  ...['# T', '', 'Task-ID: t-1', 'Created-At: 2026-01-01T00:00:00Z', 'Created-By: tester', ''],
  ...LISTS.filter((label) => !without.includes(label)).map((label) => `${label}: x`),
];

const faults = (lines: readonly string[]): string[] => {
  const parsed = parseDocument('task', lines.join('\n'));
  return parsed.ok ? [] : parsed.problems.map(({ message }) => message);
};
const notes = (...more: string[]): [string, number | undefined, string][] => {
  const parsed = parseDocument('task', [...taskLines(), ...more].join('\n'));
  return parsed.ok ? parsed.notes.map(({ code, line, message }) => [code, line, message]) : [];
};

describe('a field that is needed', () => {
  it.each([
    ['Required-Check: npm test', 'Required-Check:'],
    ['required-checks: npm test', 'required-checks:'],
    ['Required Checks: npm test', 'Required Checks:'],
    ['required_checks: npm test', 'required_checks:'],
    ['**Required-Checks:** npm test', '**Required-Checks:'],
    ['`Required-Checks`: npm test', '`Required-Checks`:'],
    ['- Required-Checks: npm test', '- Required-Checks:'],
    ['## Required checks', '## Required checks'],
    ['Requierd-Checks: npm test', 'Requierd-Checks:'],
  ])('is missing where the line says %j, and the line is named', (line, written) => {
    const lines = taskLines('Required-Checks');
    const [fault, ...others] = faults([...lines, '', line]);
    expect(fault).toContain(`\`Required-Checks\` is missing`);
    expect(fault).toContain(`Line ${lines.length + 2} says \`${written}\`: write \`Required-Checks:\`.`);
    expect(others).toEqual([]);
  });

  it.each(['Checks: npm test', ' Required-Check: npm test', 'These are the Required-Checks: none', 'Required checks'])(
    'is missing, and nothing more is said, where a line says %j',
    (line) => expect(faults([...taskLines('Required-Checks'), '', line])[0]).not.toContain('Line'),
  );

  it('is asked about where its line ends another list', () => {
    const lines = [...taskLines('Required-Checks', 'Risk'), 'Risk:', '- low', 'Required-Check:', '- npm test'];
    expect(faults(lines).join(' ')).toMatch(/holds a line that is not an item\. Did you mean Required-Checks\?/);
  });
});

describe('a field that need not be there', () => {
  it.each([
    ['Depend-On: t-0', 'Depends-On'],
    ['depends_on: t-0', 'Depends-On'],
    ['Sumary: what it is about', 'Summary'],
    ['__Spec-ID__: s-1', 'Spec-ID'],
  ])('is noted where the line says %j', (line, label) => {
    const at = taskLines().length + 2;
    expect(notes('', line)).toEqual([['MR2031', at, expect.stringContaining(`Did you mean ${label}?`)]]);
  });

  it.each([
    ...[
      'Note: see above',
      '## Summary',
      'https://tags: x',
      '```\nDepend-On: t-0\n```',
      '<!-- Depend-On: t-0 -->',
      ' Tag: x',
    ],
    ...['Summary: a field\n\nSumary: text'],
  ])('is not where it says %j', (line) => expect(notes('', line)).toEqual([]));
});

it('a key of JSON that is almost one is asked about', () => {
  const parsed = parseJsonDocument(
    'task',
    JSON.stringify({ title: 'T', dependOn: ['t-0'], 'Task-ID': 't-1', colour: 'red' }),
  );
  const said = parsed.ok ? [] : parsed.problems.map(({ message }) => message);
  expect(said).toContain('A task has no field `dependOn`. Did you mean depends_on?');
  expect(said).toContain('A task has no field `Task-ID`. Did you mean task_id?');
  expect(said).toContain('A task has no field `colour`.');
});

it('a large text full of almost-fields is read in bearable time, and one line of each is noted', () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `Depend-${index}: x`);
  expect(notes('', 'Depend-On: x', ...lines)).toHaveLength(1);
});
