// Writes files of a recorded tree back to where they lay, as a plan says that was made right before. No link is followed.
import { rmdirSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../disk/errors.js';
import { git } from './git.js';
import { drop, openWork } from './kept.js';
import { bytesIn, joinPaths } from './paths.js';
import type { CheckpointPlace } from './place.js';
import type { RestorePlan } from './restore-plan.js';

/** Throws with what git said, or what the disk says. */
export async function carryOut(
  place: CheckpointPlace,
  tree: string,
  { write, remove }: Pick<RestorePlan, 'write' | 'remove'>,
): Promise<void> {
  if (write.length > 0) await writeBack(place, tree, write);
  for (const one of remove) removeAt(place, one);
}

async function writeBack(place: CheckpointPlace, tree: string, paths: readonly string[]): Promise<void> {
  const work = openWork(place.repository);
  const env = { GIT_INDEX_FILE: path.join(work, 'index'), GIT_WORK_TREE: place.tree, GIT_CONFIG_COUNT: '0' };
  try {
    await git(place, ['read-tree', tree], { env });
    await git(place, ['checkout-index', '-f', '-z', '--stdin'], { env, input: joinPaths(paths), cwd: place.tree });
  } finally {
    drop(work);
  }
}

/** The folders that it was the last of go with it. */
function removeAt(place: CheckpointPlace, bytes: string): void {
  try {
    unlinkSync(bytesIn(place.tree, bytes));
    for (let at = bytes.lastIndexOf('/'); at > 0; at = bytes.lastIndexOf('/', at - 1))
      rmdirSync(bytesIn(place.tree, bytes.slice(0, at)));
  } catch (error) {
    if (!STAYS.has(codeOf(error) ?? '')) throw error;
  }
}

/** It went meanwhile, or something else lies in that folder. */
const STAYS: ReadonlySet<string> = new Set(['ENOENT', 'ENOTEMPTY', 'EEXIST']);
