// The settings of `[learning]` that the next stage works with: the ones read last, whichever process read them.
import path from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import type { Config } from '../core/plan/sources/config.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { readIfThere } from '../disk/read-if-there.js';
import { writeAtomic } from '../disk/write.js';

type Settings = Config['learning'];

export const putLearningSettings = (state: string, settings: Settings): Promise<void> =>
  writeAtomic(fileIn(state), JSON.stringify(settings), { mode: PRIVATE_FILE });

/** What was not said, or cannot be read, names no source. */
export async function learningSettings(state: string): Promise<Settings> {
  const sources = jsonObject((await readIfThere(fileIn(state))) ?? undefined)?.['sources'];
  return { sources: Array.isArray(sources) ? sources.filter((one) => typeof one === 'string') : [] };
}

const fileIn = (state: string): string => path.join(state, statePaths.learning);
