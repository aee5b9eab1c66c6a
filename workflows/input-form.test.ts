import { describe, expect, it } from 'vitest';
import { requireInput } from './input-form.js';

const common = {
  v: 1,
  workspace: 'w',
  rules: 4,
  carried: null,
  settings: { searchAttributes: false, historyEvents: 9 },
};
const RIGHT = {
  workspace: { ...common, lineages: ['backlog'] },
  lineage: { ...common, lineage: 'backlog', effects: [], inbox: [{ type: 'timer', at: '', turn: 1, until: '' }] },
} as const;

describe.each(['workspace', 'lineage'] as const)('a %s that somebody starts by hand', (kind) => {
  it('begins with the input that it is started with', () => {
    expect(() => requireInput(kind, RIGHT[kind])).not.toThrow();
    expect(() => requireInput(kind, { ...RIGHT[kind], carried: { schema: 1, rules: 1 } })).not.toThrow();
  });

  it.each([undefined, null, 7, 'x', [], {}, { workspace: 'w' }])('ends at once with %j', (input) => {
    expect(() => requireInput(kind, input)).toThrow(expect.objectContaining({ type: 'BadInput', nonRetryable: true }));
  });

  it.each(['workspace', 'rules', 'settings', 'carried'])('ends at once with a wrong %s', (field) => {
    expect(() => requireInput(kind, { ...RIGHT[kind], [field]: [{}] })).toThrow('no input');
  });
});

it.each([[{}], [{ type: 'activate' }], [{ type: 'end', message: { turn: 1 } }], 'x'])(
  'a lineage ends at once with the inbox %j',
  (inbox: unknown) => {
    expect(() => requireInput('lineage', { ...RIGHT.lineage, inbox })).toThrow('no input');
  },
);
