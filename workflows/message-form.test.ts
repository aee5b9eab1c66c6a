// Messages that are taken and that the engine could not carry on with would stop a workspace: they are dropped.
import { describe, expect, it } from 'vitest';
import { isMessage } from './message-form.js';

const item = { family: 'task', id: 't', root: 'backlog', sha256: 'a', generation: 0 };
const leash = { version: 1, go: true, grant: 1, allowance: null, rules: 4 };
const budget = { turn: 1, grant: 1, remaining: null };
const RIGHT = {
  activate: { turn: 1, plane: 'execution', item, planDigest: 'd', leash, entries: [] },
  leash: { turn: 1, leash: { ...leash, limits: { tokens: 5, activation: { tokens: 5, rule: 'r' } } } },
  decided: { turn: 1, approvalId: 'a', decision: 'approved', issuer: '', reason: '' },
  end: { turn: 1, to: 'cancelled', issuer: '', reason: '' },
  held: { ...budget, leashVersion: 1 },
  left: {
    ...{ ...budget, family: 'task', id: 't', state: 'done', reason: null, needsYou: false, emitted: [] },
    entries: [{ kind: 'run', order: [1, 1], value: null }],
  },
} as const;
type Kind = keyof typeof RIGHT;

describe.each(Object.keys(RIGHT) as Kind[])('%s', (kind) => {
  it('is taken as it is sent, and with more', () => {
    expect(isMessage(kind, 4, RIGHT[kind])).toBe(true);
    expect(isMessage(kind, 4, { ...RIGHT[kind], constructor: 1 })).toBe(true);
  });

  it.each(Object.keys(RIGHT[kind]))('is dropped with a wrong %s', (field) => {
    for (const value of [{ toString: 1 }, [[]], -1, 1.5])
      expect(isMessage(kind, 4, { ...RIGHT[kind], [field]: value }), JSON.stringify(value)).toBe(false);
    expect(isMessage(kind, 3, { ...RIGHT[kind], [field]: -1 }), 'as older histories had it').toBe(true);
  });
});

it.each([
  ['a leash without a grant', 'leash', { leash: { ...leash, grant: undefined } }],
  ['a limit that is no number', 'leash', { leash: { ...leash, limits: { tokens: 'many' } } }],
  ['an item without a root', 'activate', { item: { ...item, root: null } }],
  ['a run that is not looked into', 'left', { entries: [{ kind: 'run', value: {} }] }],
  ['an emission with an id that leads out', 'left', { emitted: [{ ...item, id: '../t' }] }],
  ['a question without capabilities', 'held', { asking: { id: 'approval-1' } }],
  ['spending that counts backwards', 'held', { usage: [[1, -5]] }],
] as const)('%s is dropped', (_what, kind, change) => {
  expect(isMessage(kind, 4, { ...RIGHT[kind], ...change })).toBe(false);
});
