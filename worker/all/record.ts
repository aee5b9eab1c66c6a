// The one process that serves all listed workspaces of a state home, as its record there says.
import type { WorkerRecord } from '../fleet/roster.js';
import { holderOf } from '../staying/workers.js';
import { allFolder } from './place.js';

/** Null where there is none, or where it does not answer. `home`: the state home. */
export const allWorker = (home: string): WorkerRecord | null => holderOf(allFolder(home));
