// The grammar rule by rule, and that every fault of a document is told at once.
import { describe, expect, it } from 'vitest';
import type { Problem, WorkDocument } from '../contracts/documents.js';
import { DOCUMENT_HINTS } from './codes.js';
import { parseDocument } from './parse.js';

const PROBE = [
  '# Look into it',
  '',
  'Probe-ID: p-1',
  'Summary: Slow start',
  'Request: Find out why',
  'Created-At: 2026-01-01T00:00:00Z',
  'Created-By: tester',
];
const TASK_LISTS = ['Target-Paths', 'Acceptance', 'Required-Checks', 'References', 'Risk'];
const TASK = [
  ...['# T', 'Task-ID: t-1', 'Created-At: 2026-01-01T00:00:00Z', 'Created-By: tester'],
  ...TASK_LISTS.map((label) => `${label}: x`),
];

function good(family: string, lines: string[]): WorkDocument {
  const parsed = parseDocument(family, lines.join('\n'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

function faults(family: string, lines: string[]): [string, string | undefined, number | undefined][] {
  const parsed = parseDocument(family, lines.join('\n'));
  return parsed.ok ? [] : parsed.problems.map((p: Problem) => [p.code, p.field, p.line]);
}

const probe = (...more: string[]): WorkDocument => good('probe', [...PROBE, ...more]);
const probeFaults = (...more: string[]): ReturnType<typeof faults> => faults('probe', [...PROBE, ...more]);
const task = (...more: string[]): WorkDocument => good('task', [...TASK, ...more]);
const taskFaults = (...more: string[]): ReturnType<typeof faults> => faults('task', [...TASK, ...more]);

describe('rule 1: the first line is the title', () => {
  it('takes the title from the heading', () => expect(probe().title).toBe('Look into it'));
  it.each([['no heading'], ['#Title'], ['## Title'], ['#'], ['#  '], ['']])('refuses %j as the first line', (first) => {
    expect(faults('probe', [first, ...PROBE.slice(1)])).toEqual([['MR2001', undefined, 1]]);
  });
  it('reads fields of a document without heading, the first line included', () => {
    expect(faults('probe', PROBE.slice(2))).toEqual([['MR2001', undefined, 1]]);
  });
});

describe('rule 2: labels', () => {
  it.each([['summary: x'], [' Tags: x'], ['Tags : x'], ['1Tags: x'], ['See https://host: x']])(
    'leaves %j in the body, as it is',
    (line) => expect(probe(line).body).toBe(line),
  );
  it('needs no space after the colon', () => expect(probe('Tags:x').fields['Tags']).toEqual(['x']));
});

describe('rule 3: scalars', () => {
  it('takes an empty scalar as absent', () => expect(probe('Updated-At:').fields).not.toHaveProperty('Updated-At'));
  it('refuses items below an empty scalar', () => {
    expect(probeFaults('Updated-At:', '- 2026-01-01')).toEqual([['MR2005', 'Updated-At', 9]]);
  });
  it('keeps the items below a scalar that has its value in the body', () => {
    expect(probe('Status-Hint: queued', '- a').body).toBe('- a');
  });
  it('calls an empty required scalar missing', () => {
    const lines = PROBE.map((line) => (line.startsWith('Request') ? 'Request:   ' : line));
    expect(faults('probe', lines)).toEqual([['MR2006', 'Request', undefined]]);
  });
});

describe('rule 4: lists', () => {
  it('reads items up to a blank line, and blank lines before the first', () => {
    const doc = probe('Tags:', '', '- a', ' -  b ', '', '- prose');
    expect(doc.fields['Tags']).toEqual(['a', 'b']);
    expect(doc.body).toBe('- prose');
  });
  it('reads one inline item, commas included', () => expect(probe('Tags: a, b').fields['Tags']).toEqual(['a, b']));
  it('refuses another line inside', () => expect(probeFaults('Tags:', '- a', 'b')).toEqual([['MR2004', 'Tags', 10]]));
  it('refuses a forgotten dash', () => expect(probeFaults('Tags:', '', 'b')).toEqual([['MR2004', 'Tags', 10]]));
  it('refuses an empty item', () => expect(probeFaults('Tags:', '- a', '-')).toEqual([['MR2004', 'Tags', 10]]));
  it('refuses items below an inline one', () => expect(probeFaults('Tags: a', '- b')).toEqual([['MR2005', 'Tags', 9]]));
  it('ends at the label of a field, also one that only other families have', () => {
    const doc = probe('Tags:', '- a', 'Goals:', '- g', 'References:', '- r');
    expect(doc.fields).toMatchObject({ Tags: ['a'], References: ['r'] });
    expect(doc.body).toBe('Goals:\n- g');
  });
  it('refuses a label nobody knows inside', () => {
    expect(probeFaults('Tags:', '- a', 'Colour: red')).toEqual([['MR2004', 'Tags', 10]]);
  });
  it('takes a list without items as absent', () => expect(probe('Tags:', '').fields).not.toHaveProperty('Tags'));
});

describe('rule 5: everything else is kept', () => {
  it('keeps unknown labels with their block, headings and prose, verbatim and in order', () => {
    const text = ['Colour: red', '- light', '', '', '## Notes', '    code  ', '', 'prose: #1'];
    expect(probe('', ...text, '').body).toBe(text.join('\n'));
  });
  it('keeps text between fields and joins the pieces with a blank line', () => {
    const doc = probe('one', 'two', 'Tags: a', '', 'three');
    expect(doc.body).toBe('one\ntwo\n\nthree');
  });
  it('does not let a label of another family become a field', () => {
    expect(probe('Task-ID: ../x').fields).not.toHaveProperty('Task-ID');
  });
});

describe('rule 6: no label twice, one title', () => {
  it('names both lines', () => {
    const parsed = parseDocument('probe', [...PROBE, 'Probe-ID: p-2'].join('\n'));
    expect(parsed).toMatchObject({ ok: false, problems: [{ code: 'MR2003', field: 'Probe-ID', line: 8 }] });
    expect(JSON.stringify(parsed)).toContain('line 3 and in line 8');
  });
  it('counts an empty label too', () => expect(probeFaults('Tags:', '', 'Tags: a')).toEqual([['MR2003', 'Tags', 10]]));
  it('accepts a Title equal to the heading', () => {
    expect(probe('Title:  Look into it ').fields).not.toHaveProperty('Title');
  });
  it('refuses another Title', () => expect(probeFaults('Title: Other')).toEqual([['MR2002', 'Title', 8]]));
});

describe('rule 7: stripped values, words for none', () => {
  it('strips', () => expect(probe('Tags:    a \t').fields['Tags']).toEqual(['a']));
  it.each([['none'], ['None'], ['N/A'], ['-']])('takes %j as no dependency', (word) => {
    const doc = task(`Depends-On: ${word}`, 'Blocks:', `- ${word}`, '- t-2');
    expect(doc.fields).not.toHaveProperty('Depends-On');
    expect(doc.fields['Blocks']).toEqual(['t-2']);
  });
  it('keeps such a word elsewhere', () => expect(probe('Tags: none').fields['Tags']).toEqual(['none']));
});

describe('rule 8: values', () => {
  it.each([
    ['Status-Hint: busy', 'MR2007'],
    ['Root-Spec-ID: ../etc', 'MR2009'],
    ['Spec-ID: a/b', 'MR2009'],
    ['Root-Idea-ID: backlog', 'MR2010'],
    ['Depends-On: t-1, t-2', 'MR2009'],
    [`Blocks: ${'x'.repeat(121)}`, 'MR2009'],
    ['Updated-At: yesterday', 'MR2008'],
  ])('refuses %j', (line, code) => expect(taskFaults(line)).toEqual([[code, line.split(':')[0], 10]]));

  it('takes the root that rootless work is told to have', () =>
    expect(task('Root-Spec-ID: backlog', 'Spec-ID: backlog').fields).toMatchObject({
      'Root-Spec-ID': 'backlog',
      'Spec-ID': 'backlog',
    }));

  it('names the line of the bad item', () => {
    expect(taskFaults('Depends-On:', '- t-2', '- .hidden')).toEqual([['MR2009', 'Depends-On', 12]]);
  });
  it.each(TASK_LISTS)('a task needs at least one item in %s', (label) => {
    const lines = TASK.filter((line) => !line.startsWith(label));
    expect(faults('task', lines)).toEqual([['MR2006', label, undefined]]);
  });
  it('fills in defaults', () => expect(task().fields['Summary']).toBe(''));
});

describe('input forms', () => {
  it('takes CRLF, a byte order mark and a missing last line end', () => {
    const lines = [...PROBE, 'Tags:', '- a', '', 'x', '', 'y'];
    expect(parseDocument('probe', `\uFEFF${lines.join('\r\n')}`)).toEqual(parseDocument('probe', lines.join('\n')));
  });
  it('refuses what can be no family', () => {
    for (const family of ['Story', '../story'])
      expect(faults(family, PROBE)).toEqual([['MR2011', undefined, undefined]]);
  });
  it('gives a family that a workspace added the common fields, built-in names of objects too', () => {
    const lines = ['# A', '', 'Code-Review-ID: r', 'Created-At: 2026-01-01T00:00:00Z', 'Created-By: t', 'Mood: good'];
    expect(parseDocument('code_review', lines.join('\n'), 'r')).toMatchObject({
      ok: true,
      document: { id: 'r', fields: { 'Created-By': 't' }, body: 'Mood: good' },
    });
    expect(faults('constructor', ['# A', '', 'Constructor-ID: c']).map(([, field]) => field)).toEqual([
      'Created-At',
      'Created-By',
    ]);
  });
  it('refuses an empty document with everything that it lacks', () => {
    expect(faults('probe', ['']).map(([, field]) => field)).toEqual([
      ...[undefined, 'Probe-ID', 'Summary', 'Request', 'Created-At', 'Created-By'],
    ]);
  });
});

describe('all faults at once', () => {
  it('reports each by line, the missing ones last, each with what to do', () => {
    const lines = [
      'No heading',
      'Task-ID: a b',
      'Status-Hint: busy',
      'Created-At: now',
      'Status-Hint: done',
      'Risk:',
      'high',
    ];
    const parsed = parseDocument('task', lines.join('\n'));
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems.map((p) => [p.code, p.field, p.line])).toEqual([
      ['MR2001', undefined, 1],
      ['MR2009', 'Task-ID', 2],
      ['MR2007', 'Status-Hint', 3],
      ['MR2008', 'Created-At', 4],
      ['MR2003', 'Status-Hint', 5],
      ['MR2004', 'Risk', 7],
      ...['Created-By', 'Target-Paths', 'Acceptance', 'Required-Checks', 'References'].map((f) => [
        'MR2006',
        f,
        undefined,
      ]),
    ]);
    for (const p of problems) expect(p.hint).toBe(DOCUMENT_HINTS[p.code as keyof typeof DOCUMENT_HINTS]);
  });
});
