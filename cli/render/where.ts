// Where the agents of a root edit, in a few words.

export interface Where {
  /** Absolute; null = not known so far. */
  folder: string | null;
  /** Of the tree of its root; null = it has none. */
  branch: string | null;
}

/** Whether there is more than one place: with one lane in one folder there is nothing to say. */
export const isApart = (lanes: { all: number } | null, places: readonly Where[]): boolean =>
  (lanes?.all ?? 1) > 1 || places.some(({ branch }) => branch !== null);

/** `on millrace/checkout-v2`; empty where nobody knows. */
export const whereText = ({ folder, branch }: Where): string =>
  branch === null ? (folder === null ? '' : 'in the workspace') : `on ${branch}`;

/** `2 of 4 lanes taken`; null where one root works at a time. */
export const lanesText = (lanes: { all: number; held: number } | null): string | null =>
  lanes === null || (lanes.all < 2 && lanes.held < 2) ? null : `${lanes.held} of ${lanes.all} lanes taken`;
