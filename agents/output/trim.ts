// Keeps a raw file from taking the disk: gives its middle back while the agent goes on writing at its end.
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { promisify } from 'node:util';
import { KEPT_OUTPUT, SLACK } from './limits.js';

/** Unit of `blocks` in a file's status. */
const STATUS_BLOCK = 512;
/** Beyond it the tool hangs, for which no stage has to wait. */
const TOOL_MS = 30_000;

/**
 * A function to be called now and then while the agents of these files work. Where the file system cannot make holes,
 * or there is no `fallocate`, nothing is lost but disk. While no worker runs nobody trims: an agent that floods its
 * output then is bounded by the disk, and its file is trimmed as soon as a worker attaches.
 */
export function trimmer(files: readonly string[]): () => Promise<void> {
  let able = true;
  return async () => {
    for (const file of able ? files : []) able &&= await trim(file);
  };
}

/** False when it cannot be done here. The size of the file stays, so that positions in it stay true. */
async function trim(file: string): Promise<boolean> {
  const { size = 0, blocks = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  const { head, tail } = KEPT_OUTPUT;
  if (blocks * STATUS_BLOCK <= head + tail + SLACK) return true;
  const hole = ['--punch-hole', '--keep-size', '--offset', String(head), '--length', String(size - tail - head)];
  try {
    await promisify(execFile)('fallocate', [...hole, file], { timeout: TOOL_MS });
    return true;
  } catch {
    return false;
  }
}
