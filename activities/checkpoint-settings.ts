// The settings of `[checkpoints]` that the next stage is recorded with: the ones read last, whichever process read them.
import path from 'node:path';
import { CHECKPOINT_DEFAULTS } from '../core/contracts/checkpoints.js';
import type { Config } from '../core/plan/sources/config.js';
import { statePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { readIfThere } from '../disk/read-if-there.js';
import { writeAtomic } from '../disk/write.js';

type Settings = Config['checkpoints'];

export const putCheckpointSettings = (state: string, settings: Settings): Promise<void> =>
  writeAtomic(fileIn(state), JSON.stringify(settings), { mode: PRIVATE_FILE });

/** What was not said, or cannot be read, has its default. */
export async function checkpointSettings(state: string): Promise<Settings> {
  const found = jsonObject((await readIfThere(fileIn(state))) ?? undefined);
  const known = (name: keyof Settings): number =>
    typeof found?.[name] === 'number' ? found[name] : CHECKPOINT_DEFAULTS[name];
  return { keep_days: known('keep_days'), max_file_mb: known('max_file_mb') };
}

const fileIn = (state: string): string => path.join(state, statePaths.recording);
