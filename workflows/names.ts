// How workflows are called in lists and on their pages: kept by the server, so that it is there without a worker. A summary is of one
// run; the memo goes on from run to run.
import { clip, inert } from '../core/inert.js';
import { LIMITS } from '../core/contracts/limits.js';
import { summaryOf } from './card-text.js';

interface Named {
  staticSummary: string;
  memo: { title: string };
}

/** `title`: of the root spec, where it is known. */
export const lineageName = (root: string, title?: string): Named =>
  title === undefined
    ? { staticSummary: summaryOf('lineage ', root), memo: { title: inert(`lineage ${root}`) } }
    : {
        staticSummary: summaryOf('', `${clip(title, LIMITS.name)} (lineage ${root})`),
        memo: { title: clip(inert(title), LIMITS.name) },
      };

export const workspaceName = (id: string): Named => ({
  staticSummary: summaryOf('workspace ', id),
  memo: { title: inert(`workspace ${id}`) },
});
