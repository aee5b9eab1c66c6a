// Titles of roots whose lineage has not started yet: they come with the documents and leave with the start, so that no state carries them.
import type { DocumentRef } from '../core/contracts/documents.js';

/** Those that came first are forgotten: a lineage without a title is named by its root. */
const MOST = 200;

export interface RootTitles {
  take(documents: readonly DocumentRef[]): void;
  of(root: string): string | undefined;
  forget(root: string): void;
  /** For the next run. */
  left(): [root: string, title: string][];
}

/** `known`: of the run before; absent = there is none, or it had none. */
export function rootTitles(known: readonly (readonly [string, string])[] = []): RootTitles {
  const titles = new Map(known);
  return {
    take(documents) {
      for (const { id, root, title } of documents) if (root === id && title !== undefined) titles.set(root, title);
      for (const root of [...titles.keys()].slice(0, Math.max(0, titles.size - MOST))) titles.delete(root);
    },
    of: (root) => titles.get(root),
    forget: (root) => void titles.delete(root),
    left: () => [...titles],
  };
}
