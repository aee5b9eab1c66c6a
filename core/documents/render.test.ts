// Canonical text: what parsing gave, rendering keeps; what was made by hand cannot break out of its place.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldValue, WorkDocument } from '../contracts/documents.js';
import type { FieldSpec } from './fields.js';
import { DOCUMENT_FAMILIES, familyFields } from './fields.js';
import { isBlank, labelled, splitLines, trimBlankLines } from './lines.js';
import { parseDocument } from './parse.js';
import { renderDocument } from './render.js';

const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .map((s) => s.replace(/[\r\n]/g, '').trim())
  .filter((s) => s !== '');
const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/).filter((s) => !/^(none|backlog)$/i.test(s));
const datetime = fc
  .date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

function valueOf(field: FieldSpec): fc.Arbitrary<string> {
  if (typeof field.kind !== 'string') return fc.constantFrom(...field.kind);
  const json = fc.dictionary(text, text).map((made) => JSON.stringify(made));
  const [name, bool] = [fc.constant('checker'), fc.constantFrom('true', 'false')];
  const kinds = { text, id, root: fc.oneof(id, fc.constant('backlog')), name, datetime, bool, json };
  return kinds[field.kind];
}

function fieldOf(field: FieldSpec): fc.Arbitrary<FieldValue | undefined> {
  const one: fc.Arbitrary<FieldValue> = valueOf(field);
  const value = field.list ? fc.array(valueOf(field), { minLength: 1, maxLength: 3 }) : one;
  return field.required ? value : fc.option<FieldValue, FieldValue | undefined>(value, { nil: field.fallback });
}

const noise = fc.constantFrom(
  '',
  ' ',
  '- item',
  '## Notes',
  'Colour: red',
  ' Summary: x',
  'Goals:',
  'Task-ID: x',
  'Title: x',
);
/** What makes lines text, and what only looks so. */
const fences = fc.constantFrom(
  '```',
  '```yaml',
  '~~~',
  '````',
  '  ```',
  '<!--',
  '-->',
  'see <!-- this',
  '`<!--`',
  '<!-- x -->',
);

function bodyOf(labels: readonly string[]): fc.Arbitrary<string> {
  const line = fc
    .oneof(
      noise,
      text.map((s) => `  ${s}  `),
    )
    .filter((s) => !labels.includes(labelled(s)?.label ?? ''));
  return fc.array(line, { maxLength: 8 }).map((lines) => trimBlankLines(lines).join('\n'));
}

const documents: fc.Arbitrary<WorkDocument> = fc.constantFrom(...DOCUMENT_FAMILIES).chain((family) => {
  const table = familyFields(family)!;
  const fields = fc.record(Object.fromEntries(table.fields.map((field) => [field.label, fieldOf(field)])));
  const body = bodyOf(['Title', ...table.fields.map((field) => field.label)]);
  return fc.record({ title: text, fields, body }).map((made) => {
    const known = Object.entries(made.fields).filter(([, value]) => value !== undefined) as [string, FieldValue][];
    return { ...made, family, id: String(made.fields[table.idLabel]), fields: Object.fromEntries(known) };
  });
});

describe('rendering', () => {
  it('and parsing again gives the same document, body included', () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(parseDocument(document.family, renderDocument(document))).toEqual({ ok: true, document, notes: [] });
      }),
    );
  });

  it('of whatever was parsed is stable', () => {
    const line = fc.oneof(
      noise,
      fc.constantFrom('Tags:', 'Tags: a', '- a', 'References:', 'Updated-At:', '\tx', '> q'),
      fences,
    );
    const base = '# P\nProbe-ID: p\nSummary: s\nRequest: r\nCreated-At: 2026-01-01\nCreated-By: t\n';
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const parsed = parseDocument('probe', base + lines.join('\n'));
        if (!parsed.ok) return;
        accepted += 1;
        expect(parseDocument('probe', renderDocument(parsed.document))).toMatchObject({ document: parsed.document });
        const kept = splitLines(parsed.document.body).filter((kept) => !isBlank(kept));
        for (const bodyLine of kept) expect(lines).toContain(bodyLine);
      }),
    );
    expect(accepted).toBeGreaterThan(0);
  });

  it('has one order and leaves out defaults', () => {
    const fields = {
      ...{ References: ['a', 'b'], 'Created-By': 't', 'Created-At': '2026-01-01T00:00:00.000Z', Summary: '' },
      ...{ 'Target-Paths': ['src'], Acceptance: ['ok'], 'Required-Checks': ['make'], Risk: ['low'], 'Depends-On': [] },
    };
    expect(renderDocument({ family: 'task', id: 't-1', title: 'T', fields, body: '\nNotes\n\n' })).toBe(
      [
        ...['# T', '', 'Task-ID: t-1', 'Title: T', 'Created-At: 2026-01-01T00:00:00.000Z', 'Created-By: t', ''],
        ...['Target-Paths:', '- src', '', 'Acceptance:', '- ok', '', 'Required-Checks:', '- make', ''],
        ...['References:', '- a', '- b', '', 'Risk:', '- low', '', 'Notes', ''],
      ].join('\n'),
    );
  });

  it('leaves out a value that is the default', () => {
    const fields = { Severity: 'medium', 'Needs-Planning': 'true', 'Failure-Class': 'x' };
    expect(renderDocument({ family: 'incident', id: 'i', title: 'I', fields, body: '' })).toBe(
      '# I\n\nIncident-ID: i\nTitle: I\nFailure-Class: x\n',
    );
  });

  it('keeps values on their line and body lines out of the fields', () => {
    const fields = { Summary: 's\r\nProbe-ID: hijack', Request: 'r', 'Created-At': '2026-01-01T00:00:00.000Z' };
    const made = {
      family: 'probe',
      id: 'p',
      title: 'a\n# b',
      fields: { ...fields, 'Created-By': 't' },
      body: 'Tags: x\ny',
    };
    expect(parseDocument('probe', renderDocument(made))).toMatchObject({
      ok: true,
      document: { id: 'p', title: 'a # b', fields: { Summary: 's Probe-ID: hijack' }, body: ' Tags: x\ny' },
    });
  });

  it('refuses what can be no family', () => {
    const made = { family: '../story', id: 's', title: 'S', fields: {}, body: '' };
    expect(() => renderDocument(made)).toThrow('unknown work-item family: ../story');
  });
});
