// The settings of `[trees]` by which the next root works: the ones read last, whichever process read them.
import path from 'node:path';
import { TREE_DEFAULTS, type TreeSettings } from '../core/contracts/trees.js';
import { statePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { readIfThere } from '../disk/read-if-there.js';
import { writeAtomic } from '../disk/write.js';

export const putTreeSettings = (state: string, settings: TreeSettings): Promise<void> =>
  writeAtomic(fileIn(state), JSON.stringify(settings), { mode: PRIVATE_FILE });

/** What was not said, or cannot be read, has its default. Only we write the file: what is there has its form. */
export async function treeSettings(state: string): Promise<TreeSettings> {
  const found = jsonObject((await readIfThere(fileIn(state))) ?? undefined);
  return { ...TREE_DEFAULTS, ...(found as Partial<TreeSettings> | null) };
}

const fileIn = (state: string): string => path.join(state, statePaths.treeSettings);
