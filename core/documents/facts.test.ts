// The lineage of a document, and the rest of its small form.
import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../contracts/documents.js';
import { documentFacts } from './facts.js';

const facts = (family: string, fields: Record<string, FieldValue>) =>
  documentFacts({ family, id: 'x-1', title: 'X', fields, body: '' }, 'abc', 'drop');

describe('the root', () => {
  it.each<[string, Record<string, string>, string]>([
    ['task', { 'Root-Spec-ID': 'r', 'Spec-ID': 's' }, 'r'],
    ['task', { 'Spec-ID': 's' }, 's'],
    ['task', {}, 'backlog'],
    ['incident', { 'Root-Spec-ID': 'r', 'Source-Spec-ID': 's' }, 'r'],
    ['incident', { 'Source-Spec-ID': 's', 'Spec-ID': 'no' }, 's'],
    ['incident', {}, 'backlog'],
    ['spec', { 'Source-Type': 'idea' }, 'x-1'],
    ['spec', { 'Source-Type': 'manual' }, 'x-1'],
    ['spec', { 'Source-Type': 'manual', 'Root-Spec-ID': 'r' }, 'r'],
    ['spec', { 'Source-Type': 'derived_spec' }, 'backlog'],
    ['probe', {}, 'backlog'],
  ])('of a %s with %j is %s', (family, fields, root) => expect(facts(family, fields).root).toBe(root));
});

describe('the small form', () => {
  it('carries dependencies and the text', () => {
    const fields = { 'Created-At': '2026-01-01T00:00:00.000Z', 'Depends-On': ['a', 'b'] };
    expect(facts('task', fields)).toEqual({
      ...{ family: 'task', id: 'x-1', root: 'backlog', createdAt: '2026-01-01T00:00:00.000Z' },
      ...{ dependsOn: ['a', 'b'], sha256: 'abc', source: 'drop' },
    });
  });
  it('takes the time of an incident from Opened-At', () => {
    expect(facts('incident', { 'Opened-At': '2026-01-02T00:00:00.000Z' })).toMatchObject({
      createdAt: '2026-01-02T00:00:00.000Z',
      dependsOn: [],
    });
  });
});
