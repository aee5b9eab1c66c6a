import { expect, test } from 'vitest';
import { dispositionOf, sideOf } from './disposition.js';

// Original, current, shipped: A, B and C are contents, - is no file.
test.each([
  ['AAA', 'unchanged', 'ours'],
  ['AAB', 'safe_package_update', 'theirs'],
  ['ABA', 'local_only_modification', 'ours'],
  ['ABB', 'already_converged', 'ours'],
  ['ABC', 'conflict', null],
  ['AA-', 'localized_removed', 'ours'],
  ['AB-', 'localized_removed', 'ours'],
  ['A--', 'already_converged', 'ours'],
  ['A-A', 'local_only_modification', 'ours'],
  ['A-B', 'conflict', null],
  ['--A', 'missing', 'theirs'],
  ['-AA', 'already_converged', 'ours'],
  ['-AB', 'conflict', null],
  ['-A-', 'localized_removed', 'ours'],
] as const)('%s is %s', (versions, disposition, side) => {
  const [original, current, shipped] = [...versions].map((one) => (one === '-' ? null : one));
  const found = dispositionOf({ original: original ?? null, current: current ?? null, shipped: shipped ?? null }, true);
  expect([found, sideOf(found)]).toEqual([disposition, side]);
});

test('an asset that is no longer in the workspace is given back, whatever was shipped since', () => {
  for (const shipped of ['A', 'B', null])
    expect(dispositionOf({ original: 'A', current: null, shipped }, false)).toBe('given_back');
});
