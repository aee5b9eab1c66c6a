// Every kind of page of a workspace, by its address.
import { requestOf, runOf } from '../../bench/web/played.js';

const RUN = runOf('T-207');

const LISTS = ['flow', 'runs', 'queue', 'lineages', 'timeline', 'spend', 'events', 'approvals', 'audit', 'shelf'];
const TABS = ['output', 'prompt', 'events', 'diff', 'files'];

/** `key`: of a shop. */
export const placesOf = (key: string): string[] => [
  '/',
  `/w/${key}`,
  ...LISTS.map((name) => `/w/${key}/${name}`),
  `/w/${key}/runs/${RUN}`,
  ...TABS.map((tab) => `/w/${key}/runs/${RUN}/${requestOf(RUN, 1)}/${tab}`),
  `/w/${key}/items/task/T-198`,
  `/w/${key}/items/task/T-208`,
  `/w/${key}/lineages/idea-checkout`,
];
