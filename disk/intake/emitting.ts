// While an emitting stage is at work, unknown files in the queue folders are its own and no operator's drops. A marker file
// per request says so to every process.
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Dirs } from '../dirs.js';
import { PRIVATE_FILE } from '../folder.js';
import { readIfThere } from '../read-if-there.js';
import { writeAtomic } from '../write.js';
import { unknownFiles } from './scan.js';

/** What was unknown before the stage began. The first call decides; a repeat after a crash gives the same. */
export async function beginEmitting(dirs: Dirs, requestId: string): Promise<ReadonlySet<string>> {
  const file = markerFile(dirs, requestId);
  const before = namesIn(await readIfThere(file));
  if (before !== null) return before;
  // One that cannot be read is written anew: what lies there by now is then held to be no work of this stage.
  const unknown = await unknownFiles(dirs);
  await writeAtomic(file, JSON.stringify([...unknown]), { mode: PRIVATE_FILE });
  return unknown;
}

function namesIn(text: string | null): ReadonlySet<string> | null {
  const names: unknown = jsonObject(text ?? '');
  return Array.isArray(names) ? new Set(names.filter((name) => typeof name === 'string')) : null;
}

export async function endEmitting(dirs: Dirs, requestId: string): Promise<void> {
  await rm(markerFile(dirs, requestId), { force: true });
}

export async function somebodyEmits(dirs: Dirs): Promise<boolean> {
  const names = await readdir(path.join(dirs.state, statePaths.emitting)).catch(() => []);
  return names.length > 0;
}

const markerFile = (dirs: Dirs, requestId: string): string => path.join(dirs.state, statePaths.emitting, requestId);
