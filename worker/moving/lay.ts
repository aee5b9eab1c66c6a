// Lays a part of an archive into an empty folder that nobody else knows yet.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { git } from '../../checkpoints/git.js';
import { joinPaths } from '../../checkpoints/paths.js';
import type { Scratch } from './scratch.js';

/** `ref`: of its tree; `without`: paths (latin1) that are not laid. Throws what git or the disk says. */
export async function lay(
  { folder, place }: Scratch,
  { ref, without = [] }: { ref: string; without?: readonly string[] },
  into: string,
): Promise<void> {
  mkdirSync(into, { recursive: true });
  const env = {
    ...{ GIT_INDEX_FILE: path.join(folder, `${path.basename(ref)}.index`) },
    ...{ GIT_WORK_TREE: into, GIT_CONFIG_COUNT: '0' },
  };
  await git(place, ['read-tree', ref], { env });
  const input = joinPaths(without);
  if (without.length > 0)
    await git(place, ['update-index', '-z', '--force-remove', '--stdin'], { env, input, cwd: into });
  await git(place, ['checkout-index', '-a', '-q'], { env, cwd: into });
}
