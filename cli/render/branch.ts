// How a branch of a root stands, and what it began from, in a few words.
import { shortDigest } from '../../core/report/short-digest.js';
import type { BranchView } from '../../read/branches.js';

export { shortDigest };

const STANDS: Record<BranchView['state'], string> = {
  open: 'its root is at work',
  waits: 'waits to be taken',
  gone: 'is gone: somebody deleted it',
  taken: 'was taken',
};

export const branchStands = ({ state, said }: Pick<BranchView, 'state' | 'said'>): string =>
  said === true ? 'you said that it was taken, or is not wanted' : STANDS[state];

/** `main at 1234567890` */
export const baseText = ({ base, begins }: Pick<BranchView, 'base' | 'begins'>): string =>
  begins === null || begins.startsWith(base) ? base : `${base} at ${shortDigest(begins)}`;
