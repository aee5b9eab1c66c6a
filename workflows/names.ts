// How workflows are called in lists and on their pages: kept by the server, so that it is there without a worker. A summary is of one
// run; the memo goes on from run to run.
import { summaryOf } from './card-text.js';

interface Named {
  staticSummary: string;
  memo: { title: string };
}

/** `title`: of the root spec, where it is known. */
export function lineageName(root: string, title?: string): Named {
  const summary = title === undefined ? summaryOf('lineage ', root) : summaryOf('', `${title} (lineage ${root})`);
  return { staticSummary: summary, memo: { title: summary } };
}

export function workspaceName(id: string): Named {
  const summary = summaryOf('workspace ', id);
  return { staticSummary: summary, memo: { title: summary } };
}
