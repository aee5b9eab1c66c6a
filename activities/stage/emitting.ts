// While an emitting stage is at work, unknown files in the queue folders are its own and no operator's drops. A marker file
// per request says so to every process.
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { createOnly, readIfThere } from '../files/atomic.js';
import { unknownFiles } from '../intake/scan.js';

/** What was unknown before the stage began. The first call decides; a repeat after a crash gives the same. */
export async function beginEmitting(dirs: Dirs, requestId: string): Promise<ReadonlySet<string>> {
  const file = markerFile(dirs, requestId);
  await mkdir(path.dirname(file), { recursive: true });
  if ((await readIfThere(file)) === null) await createOnly(file, JSON.stringify([...(await unknownFiles(dirs))]));
  return new Set(JSON.parse((await readIfThere(file)) ?? '[]') as string[]);
}

export async function endEmitting(dirs: Dirs, requestId: string): Promise<void> {
  await rm(markerFile(dirs, requestId), { force: true });
}

export async function somebodyEmits(dirs: Dirs): Promise<boolean> {
  const names = await readdir(path.join(dirs.state, statePaths.emitting)).catch(() => []);
  return names.length > 0;
}

const markerFile = (dirs: Dirs, requestId: string): string => path.join(dirs.state, statePaths.emitting, requestId);
