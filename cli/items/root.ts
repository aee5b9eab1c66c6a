// The lineage of an item in words: work of no root is named as that, and not by the name that the runtime has for it.
import { BACKLOG, LEARNING } from '../../core/contracts/ids.js';

export const rootText = (root: string): string =>
  root === BACKLOG
    ? 'none: it stands alone'
    : root === LEARNING
      ? 'none: it is learned from other work, and holds none of it up'
      : root;
