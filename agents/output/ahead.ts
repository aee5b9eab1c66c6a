// Keeps room on the disk ahead of what an agent writes, so that its last words fit although the disk is full by then. The host
// takes the first of it.
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { promisify } from 'node:util';

/** Bytes ahead; `host.sh` takes as many. */
const AHEAD = 1024 * 1024;
const TOOL_MS = 30_000;

/** A function to be called now and then while the agent works. Where room cannot be taken so, nothing is. */
export function reserver(file: string): () => Promise<void> {
  let until = AHEAD;
  return async () => {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size < until - AHEAD / 2) return;
    const range = ['--keep-size', '--offset', String(size), '--length', String(AHEAD)];
    const taken = await promisify(execFile)('fallocate', [...range, file], { timeout: TOOL_MS }).catch(() => null);
    // What was refused is asked for again when there is more to write.
    until = size + (taken === null ? AHEAD * 0.75 : AHEAD);
  };
}
