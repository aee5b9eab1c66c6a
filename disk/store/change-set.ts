// Several files below `millrace-agents/` change together or not at all. The new content is staged first and what was there is
// kept until the end; what a killed process left half done is taken back by the next change.
import { chmod, mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { type ProcessIdentity, identityOf, isAlive } from '../identity.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { createOnly, writeAtomic } from '../write.js';
import { codeOf, unless } from '../errors.js';
import { moveFile, removeFile, statOf } from '../files.js';
import { shownFile } from '../folder.js';
import { insideOf } from '../inside.js';
import { readText } from '../read.js';

export interface StoredFile {
  /** Relative to `millrace-agents/`. */
  path: string;
  /** Null = the file is removed. */
  content: Uint8Array | string | null;
  executable?: boolean;
}

interface Step {
  path: string;
  /** Whether there was a file before. */
  had: boolean;
}

/**
 * Throws, with nothing changed, when a path leads out or is a link, when another process is at it, or when a file cannot be
 * written. A kill in between is taken back by the next call, or by `takeBack`.
 */
export async function changeFiles(workspace: string, changes: readonly StoredFile[]): Promise<void> {
  for (const { path: target } of changes) placeOf(workspace, target);
  await takeBack(workspace);
  const staging = placeOf(workspace, runtimePaths.changes);
  await mkdir(staging, { recursive: true });
  if (!(await createOnly(path.join(staging, OWNER), JSON.stringify(identityOf())))) throw busy(staging);
  try {
    const steps = await stage(workspace, staging, changes);
    await writeAtomic(path.join(staging, STEPS), JSON.stringify(steps), { fsync: true });
    for (const [number, { path: target, content }] of changes.entries())
      await swap(placeOf(workspace, target), content === null ? null : path.join(staging, `after-${number}`));
  } catch (error) {
    await restore(workspace, staging);
    throw error;
  }
  await discard(staging);
}

/** Takes an interrupted change back. True when there was one. Throws when the process that makes it is alive. */
export async function takeBack(workspace: string): Promise<boolean> {
  const staging = placeOf(workspace, runtimePaths.changes);
  const names = await readdir(staging).catch(unless('ENOENT'));
  if (names === null) return false;
  const owner = jsonObject(readText(path.join(staging, OWNER)) ?? undefined) as ProcessIdentity | null;
  if (owner !== null && isAlive(owner)) throw busy(staging, owner.pid);
  await restore(workspace, staging);
  return true;
}

const OWNER = 'owner.json';
const STEPS = 'steps.json';

function placeOf(workspace: string, relative: string): string {
  insideOf(workspace, path.join(RUNTIME_DIR, relative));
  return shownFile({ workspace }, relative);
}

const busy = (staging: string, pid?: number): Error =>
  new Error(
    `Another process${pid === undefined ? '' : ` (${pid})`} is changing these files (${staging}). Wait until it has ended.`,
  );

async function stage(workspace: string, staging: string, changes: readonly StoredFile[]): Promise<Step[]> {
  const steps: Step[] = [];
  for (const [number, { path: target, content, executable }] of changes.entries()) {
    const after = path.join(staging, `after-${number}`);
    if (content !== null) await writeAtomic(after, content);
    if (content !== null && executable) await chmod(after, 0o755);
    const before = placeOf(workspace, target);
    const stat = statOf(before);
    if (stat !== null)
      await writeAtomic(path.join(staging, `before-${number}`), { copyOf: before }, { mode: stat.mode & 0o777 });
    steps.push({ path: target, had: stat !== null });
  }
  return steps;
}

async function swap(target: string, after: string | null): Promise<void> {
  if (after === null) {
    removeFile(target);
    return removeEmpty(path.dirname(target));
  }
  // One that is gone was put in its place before.
  moveFile(after, target);
}

/** May itself be killed and done again: a copy that is gone has been put back already. */
async function restore(workspace: string, staging: string): Promise<void> {
  const steps = (JSON.parse(readText(path.join(staging, STEPS)) ?? '[]') as Step[]).entries();
  for (const [number, { path: target, had }] of steps) {
    const place = placeOf(workspace, target);
    if (!had) await swap(place, null);
    else await swap(place, path.join(staging, `before-${number}`));
  }
  await discard(staging);
}

/** The steps go first: without them there is nothing to take back. */
async function discard(staging: string): Promise<void> {
  await rm(path.join(staging, STEPS), { force: true });
  await rm(staging, { recursive: true, force: true });
}

/** A folder that a removed file was the last of goes too, but for those that every workspace has. */
async function removeEmpty(folder: string): Promise<void> {
  if (path.basename(path.dirname(folder)) === RUNTIME_DIR) return;
  const removed = await rmdir(folder).then(
    () => true,
    (error: unknown) => codeOf(error) === 'ENOENT',
  );
  if (removed) await removeEmpty(path.dirname(folder));
}
