// The JSON form gives the same documents and the same faults as the Markdown one.
import { describe, expect, it } from 'vitest';
import { parseDocument, parseJsonDocument } from './parse.js';
import { renderDocument } from './render.js';

const INCIDENT = {
  incident_id: 'i-1',
  title: 'Stuck',
  summary: 'It is stuck',
  source_stage: 'consultant',
  source_plane: 'execution',
  failure_class: 'checks_failed',
  needs_planning: false,
  trigger_reason: 'exhausted',
  consultant_decision: 'needs_planning',
  opened_at: '2026-01-01T00:00:00Z',
  opened_by: 'runtime',
  related_run_ids: ['run-1'],
  updated_at: null,
};
const faults = (input: unknown): [string, string | undefined][] => {
  const parsed = parseJsonDocument('incident', typeof input === 'string' ? input : JSON.stringify(input));
  return parsed.ok ? [] : parsed.problems.map((p) => [p.code, p.field]);
};

describe('JSON documents', () => {
  it('read like their Markdown', () => {
    const parsed = parseJsonDocument('incident', JSON.stringify(INCIDENT));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.document).toMatchObject({
      ...{ family: 'incident', id: 'i-1', title: 'Stuck', body: '' },
      fields: { 'Needs-Planning': 'false', Severity: 'medium', 'Related-Run-IDs': ['run-1'] },
    });
    expect(parseDocument('incident', renderDocument(parsed.document))).toEqual(parsed);
  });
  it('refuse what is not an object', () => {
    for (const text of ['{', '[]', 'null', '"x"', '']) expect(faults(text)[0]).toEqual(['MR2012', undefined]);
  });
  it('refuse unknown keys, those of other families and of objects too', () => {
    const input = JSON.stringify({ ...INCIDENT, task_id: 't', colour: 'red' }).replace('{', '{"__proto__":"x",');
    const fields = ['__proto__', 'task_id', 'colour'];
    expect(faults(input)).toEqual(fields.map((field) => ['MR2013', field]));
  });
  it('refuse values that would break out of their line, and wrong types, without calling them missing', () => {
    const title = 'x\nIncident-ID: hijack';
    expect(faults({ ...INCIDENT, title, summary: 'a\0b', failure_class: 3, references: ['ok', {}] })).toEqual([
      ...[
        ['MR2014', 'title'],
        ['MR2014', 'summary'],
        ['MR2014', 'failure_class'],
        ['MR2014', 'references'],
      ],
    ]);
  });
  it('name every fault by its key', () => {
    const input = {
      incident_id: '../i',
      source_plane: 'moon',
      source_stage: 'The Checker',
      opened_at: 'x',
      references: [''],
    };
    const missing = ['summary', 'failure_class', 'trigger_reason', 'consultant_decision', 'opened_by'];
    expect(new Set(faults(input).map((fault) => fault.join(' ')))).toEqual(
      new Set([
        ...['MR2009 incident_id', 'MR2007 source_plane', 'MR2007 source_stage', 'MR2008 opened_at'],
        ...['MR2004 references', 'MR2006 title', ...missing.map((key) => `MR2006 ${key}`)],
      ]),
    );
  });
  it('take an object for a field that is one, as it is written in Markdown on one line', () => {
    const request = {
      ...{ learning_request_id: 'l-1', title: 'Learn', requested_action: 'improve', target_stage: 'analyst' },
      ...{ created_at: '2026-01-01T00:00:00Z', created_by: 't', trigger_metadata: { rule: 'r-1', paths: ['a b'] } },
    };
    const parsed = parseJsonDocument('learning_request', JSON.stringify(request));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.document.fields['Trigger-Metadata']).toBe('{"rule":"r-1","paths":["a b"]}');
    expect(parseDocument('learning_request', renderDocument(parsed.document))).toEqual(parsed);
  });
});
