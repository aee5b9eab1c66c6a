// What an operator may do to items: cancel, requeue, replace, resolve. Each is a command like any other, and leaves a line in
// the audit file of the folder where the item is then.
import type { Issued } from './commands.js';
import type { ItemState, Plane } from './families.js';
import type { Spent } from './spending.js';
import type { EmittedRef } from './turns.js';

/** One item. `family` may be left out where only one live item has the id. */
export interface ItemArgs extends Issued {
  family?: string;
  id: string;
}

/** `only`: refuse anything but a blocked item. */
export interface CancelArgs extends ItemArgs {
  only?: 'blocked';
}

/** One blocked item, or all that nothing else takes care of. `root`: refuse an item of another lineage. */
export interface RequeueArgs extends Issued {
  family?: string;
  id?: string;
  all?: boolean;
  root?: string;
}

/** `plane`: refuse when the active item is not of it. */
export interface RetryActiveArgs extends Issued {
  plane?: Plane;
}

/** A queued item's document was written anew, and is stored. `was`: the text from which it was made. */
export interface Revision {
  id: string;
  was: string;
  sha256: string;
}

/** What becomes of those that wait for a superseded item: their documents name the new one, or they are cancelled too. */
export const CASCADES = ['none', 'retarget', 'cancel'] as const;
export type Cascade = (typeof CASCADES)[number];

/** `replacement`: id of an item of the same family. `revisions`: of those that wait, for the cascade `retarget`. */
export interface SupersedeArgs extends ItemArgs {
  replacement: string;
  cascade?: Cascade;
  revisions?: Revision[];
}

/** A queued item waits for task `to` in place of task `from`. `revision`: its document says so. */
export interface RetargetArgs extends ItemArgs {
  from: string;
  to: string;
  revision: Revision;
}

/** `lost`: the turn whose lineage was seen to run no more, with what its activation had brought and spent. */
export interface ClearArgs extends Issued {
  lost?: { turn: number; emitted: EmittedRef[]; usage?: Spent };
}

/** The turn's item leaves `active`, for good or to begin anew. */
export type EndState = 'cancelled' | 'queued';

/** What was done, as the audit file keeps it. */
export interface Intervention {
  action: string;
  issuer: string;
  reason: string;
  /** ISO 8601: when it was asked for, and when it was done. */
  issuedAt: string;
  appliedAt: string;
  from: ItemState;
  to: ItemState;
  /** Id of the item that takes its place; null when there is none. */
  replacement: string | null;
  /** Ids of the items that were changed with it. */
  dependents: string[];
}
