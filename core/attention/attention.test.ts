import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { attentionOf, type Cause } from './attention.js';
import { shellWord } from './shell-word.js';

const cause = (more: Partial<Cause> = {}): Cause => ({
  ...{ kind: 'item_blocked', key: 'run-1', since: '2026-01-01T00:00:00Z', item: 'task/a', evidence: [], actions: [] },
  ...more,
});
const id = (name: string, more: Partial<Cause> = {}): string => attentionOf(name, cause(more)).id;

describe('the id of what needs a person', () => {
  it('stays while the cause is the same, whatever else is said of it', () => {
    expect(id('task/a', { since: null, actions: ['x'], evidence: ['y'] })).toBe(id('task/a'));
  });

  it.each([
    ['another item', 'task/b', {}],
    ['another run of the same item', 'task/a', { key: 'run-2' }],
    ['another kind', 'task/a', { kind: 'recovery_cap' }],
    ['the same letters, split elsewhere', 'task/ar', { key: 'un-1' }],
  ] as const)('is another one for %s', (_what, name, more) => {
    expect(id(name, more)).not.toBe(id('task/a'));
  });

  it('begins with its kind', () => {
    expect(id('x')).toMatch(/^item_blocked-[0-9a-f]{12}$/);
  });
});

describe('a word of a command', () => {
  it.each(['T-42', 'a b', "it's", '$(touch x)', '`id`', 'a;b', '-rf', '*', '', '"', 'ü', '\\'])(
    'reaches it whole: %j',
    (text) => {
      expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
    },
  );

  it('is left as it is where a shell sees nothing in it', () => {
    expect(shellWord('T-42_x.y')).toBe('T-42_x.y');
  });
});
