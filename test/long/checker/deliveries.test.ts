// The rule about deliveries can fail: two roots that landed one after the other have no findings; each thing that must not happen has.
import { expect, it } from 'vitest';
import type { Delivered, Evidence } from './evidence.js';
import { deliveriesAreWhole } from './rules/deliveries.js';

function made(): Delivered {
  const move = (from: string, to: string, root: string) => ({
    from,
    to,
    because: `millrace: deliver ${root}`,
    holds: `files of ${to}`,
  });
  return {
    ...{ start: 'c0', tip: 'c2', tasks: ['b1', 'a1'] },
    moves: [move('c0', 'c1', 'a'), move('c1', 'c2', 'b')],
    checked: ['files of c1', 'files of c2'],
    checkout: { branch: 'main', status: [], tree: { 'a.txt': 'a', 'b.txt': 'b' } },
  };
}

function findings(spoil: (to: Delivered) => void): string[] {
  const delivered = made();
  spoil(delivered);
  const last = { 'a.txt': 'a', 'b.txt': 'b' };
  const others = ['a', 'b'].map((id) => ({ family: 'spec', id, stages: 3 }));
  const evidence = { branches: { delivered }, expect: { tasks: ['a1', 'b1'], others }, trees: { last } };
  return deliveriesAreWhole(evidence as unknown as Evidence).map(({ where }) => where);
}

it('finds nothing where each root landed once', () => {
  expect(findings(() => undefined)).toEqual([]);
});

it.each<[string, (to: Delivered) => void, string[]]>([
  ['a base that was not checked', (to) => void to.checked.pop(), ['c2']],
  ['a base that somebody else moved', (to) => void (to.moves[1]!.because = 'commit: mine'), ['c2', 'b']],
  ['a move from elsewhere', (to) => void (to.moves[1]!.from = 'c0'), ['c2']],
  ['a base that its log does not know', (to) => void (to.tip = 'c3'), ['c3']],
  ['a root that landed twice', (to) => void to.moves.push({ ...to.moves[1]!, from: 'c2', to: 'c2' }), ['b']],
  ['a root that did not land', (to) => void Object.assign(to, { tip: 'c1', moves: to.moves.slice(0, 1) }), ['b']],
  ['a task that is in it twice', (to) => void to.tasks.push('a1'), ['a1']],
  ['a task that is lost', (to) => void to.tasks.pop(), ['a1']],
  ['a half merged checkout', (to) => void to.checkout.status.push(' M a.txt'), ['checkout']],
  ['a checkout that stayed behind', (to) => void delete to.checkout.tree['b.txt'], ['checkout']],
])('finds %s', (_name, spoil, expected) => {
  expect(findings(spoil)).toEqual(expected);
});
