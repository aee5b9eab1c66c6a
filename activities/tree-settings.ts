// The settings of `[trees]` by which the next root works: the ones read last, whichever process read them.
import path from 'node:path';
import type { AsStage } from '../agents/commands/walls.js';
import { TREE_DEFAULTS, type TreeSettings } from '../core/contracts/trees.js';
import { statePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { readIfThere } from '../disk/read-if-there.js';
import { writeAtomic } from '../disk/write.js';

export interface KeptTreeSettings extends TreeSettings {
  /** The stage in whose walls checks run; absent = the plan checks nothing, and nothing is delivered. */
  as?: AsStage;
  /** Node at which a task for a merger begins; absent = the plan has none. */
  merger?: string;
  /** Branch that was checked out as the worker began: what new trees begin from where `base` says nothing. Absent = it was none. */
  onBranch?: string;
}

export const putTreeSettings = (state: string, settings: KeptTreeSettings): Promise<void> =>
  writeAtomic(fileIn(state), JSON.stringify(settings), { mode: PRIVATE_FILE });

/** What was not said, or cannot be read, has its default. Only we write the file: what is there has its form. */
export const treeSettings = (state: string): Promise<TreeSettings> => keptTreeSettings(state);

/** With what the plan of now says of deliveries. */
export async function keptTreeSettings(state: string): Promise<KeptTreeSettings> {
  const found = jsonObject((await readIfThere(fileIn(state))) ?? undefined);
  return { ...TREE_DEFAULTS, ...(found as Partial<KeptTreeSettings> | null) };
}

const fileIn = (state: string): string => path.join(state, statePaths.treeSettings);
