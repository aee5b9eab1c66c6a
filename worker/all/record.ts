// The one process that serves all listed workspaces of a state home, as its record there says.
import path from 'node:path';
import { homePaths } from '../../core/contracts/paths.js';
import type { WorkerRecord } from '../fleet/roster.js';
import { holderOf } from '../staying/workers.js';

/** Where its record, its lease and its log are. `home`: the state home. */
export const allFolder = (home: string): string => path.join(home, homePaths.all);

/** Null where there is none, or where it does not answer. */
export const allWorker = (home: string): WorkerRecord | null => holderOf(allFolder(home));
