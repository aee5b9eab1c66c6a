// What lies below a document, by what the documents say of their origin.
import { describe, expect, it } from 'vitest';
import { below, kinOf } from './kin.js';

const doc = (family: string, id: string, ...fields: string[]) => ({
  id,
  ...kinOf(family, id, [`# ${id}`, '', ...fields, '', 'Text.'].join('\n')),
});

describe('where a document belongs', () => {
  it.each([
    ['task', ['Spec-ID: s'], 's', ['s']],
    ['task', ['Root-Spec-ID: r', 'Spec-ID: s'], 'r', ['s']],
    ['task', ['Incident-ID: i'], 'backlog', ['i']],
    ['spec', ['Source-Type: manual', 'Spec-ID: x'], 'x', []],
    ['spec', ['Source-Type: derived_spec', 'Root-Spec-ID: r', 'Parent-Spec-ID: p'], 'r', ['p']],
    ['incident', ['Source-Spec-ID: s', 'Source-Task-ID: t'], 's', ['s', 't']],
    ['task', ['```', 'Spec-ID: s', '```'], 'backlog', []],
    ['task', ['Spec-ID: s', 'Spec-ID: other'], 's', ['s']],
    ['task', ['constructor: s', 'toString: t'], 'backlog', []],
  ])('a %s with %j', (family, fields, root, parents) => {
    expect(doc(family, 'x', ...fields)).toMatchObject({ root, parents });
  });

  const all = [
    doc('spec', 'r', 'Source-Type: idea', 'Spec-ID: r'),
    doc('spec', 'child', 'Source-Type: derived_spec', 'Root-Spec-ID: r', 'Parent-Spec-ID: r'),
    doc('task', 't1', 'Root-Spec-ID: r', 'Spec-ID: child'),
    doc('incident', 'i', 'Root-Spec-ID: r', 'Source-Task-ID: t1'),
    doc('task', 't2', 'Root-Spec-ID: r', 'Incident-ID: i'),
    doc('task', 'loose', 'Root-Spec-ID: r'),
    doc('task', 'other', 'Spec-ID: elsewhere'),
    doc('task', 'round', 'Parent-Task-ID: round-2'),
    doc('task', 'round-2', 'Parent-Task-ID: round'),
  ];
  it.each([
    ['r', ['child', 't1', 'i', 't2', 'loose']],
    ['child', ['t1', 'i', 't2']],
    ['i', ['t2']],
    ['t2', []],
    ['round', ['round-2']],
    ['nothing', []],
  ])('below %s lie %j', (id, ids) => {
    expect(new Set(below(all, id).map((one) => one.id))).toEqual(new Set(ids));
  });
});
