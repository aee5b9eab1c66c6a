// A root's name in branches: whatever an id is, git takes it, nobody else has it, and it can be read back.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchOf, nameOfRoot, rootOfName } from '../../../trees/names.js';

const isBranch = (name: string): boolean => {
  try {
    execFileSync('git', ['check-ref-format', `refs/heads/${name}`]);
    return true;
  } catch {
    return false;
  }
};

/** Short and of few characters, so that twins come up; and any text. */
const root = fc.oneof(
  fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'A', '.', 'lock', 'LOCK', '-', '+', '1') }),
  fc.string({ minLength: 1, unit: 'grapheme' }),
);

describe('the name of a root', () => {
  it('is read back, and differs from any other though case does not count', () => {
    fc.assert(
      fc.property(root, (one) => rootOfName(nameOfRoot(one)) === one),
      { numRuns: 2000 },
    );
    const folded = (one: string): string => nameOfRoot(one).toLowerCase();
    fc.assert(
      fc.property(root, root, (one, other) => one === other || folded(one) !== folded(other)),
      { numRuns: 5000 },
    );
  });

  it('is a branch for git', () => {
    fc.assert(
      fc.property(root, (one) => isBranch(branchOf('millrace', one))),
      { numRuns: 60 },
    );
    const odd = ['a..b', 'x.lock', 'x.LOCK', '.a', 'end.', '@', 'a@{1}', 'a b', 'a~1', '..', '.lock', '-x', 'a/b', 'é'];
    expect(odd.filter((one) => !isBranch(branchOf('millrace', one)))).toEqual([]);
    const plain = odd.filter((one) => !isBranch(`millrace/${one}`));
    expect(plain).toContain('a..b');
  });

  it('of a usual id is the id', () => {
    expect(['spec-1', 'v1.2', 'backlog', 'idea_7'].map(nameOfRoot)).toEqual(['spec-1', 'v1.2', 'backlog', 'idea_7']);
    expect(nameOfRoot('S-1')).toBe('S-1+1');
    expect(nameOfRoot('x.lock')).toBe('x%2Elock');
    expect(() => nameOfRoot('')).toThrow();
  });
});
