// Before an agent is started there is room for what its end has to write: a start is refused for want of room, never a result lost.
import { join } from 'node:path';
import { journalFiles } from '../core/contracts/paths.js';
import { LEAST_ROOM, roomAt } from '../disk/room.js';
import { createForSure, laySpares } from '../disk/spare.js';
import { type DiskCode, diskCodeOf, isFull, wordsOf } from '../disk/trouble.js';
import type { RunContext } from './adapter.js';
import { LaunchRefused } from './adapter.js';
import { readText, writeOnce } from './files.js';

/** What a stage needs free in our state folder and in the workspace, in bytes. */
const STATE_ROOM = 2 * 1024 * 1024;
const WORKSPACE_ROOM = 512 * 1024;

type Where = Pick<RunContext, 'stateDir' | 'workspaceDir'>;

/** The disk on which no stage may be started now, and why; null when there is none. Looks only. */
export function diskTrouble({ stateDir, workspaceDir }: Where): { folder: string; code: DiskCode } | null {
  const state = roomAt(stateDir, STATE_ROOM).lack;
  if (state !== null) return { folder: stateDir, code: state };
  const workspace = roomAt(workspaceDir, WORKSPACE_ROOM).lack;
  return workspace === null ? null : { folder: workspaceDir, code: workspace };
}

/** Throws `LaunchRefused` when there is no room; else takes what the records of the stage's end need. */
export function takeRoom(context: Where & Pick<RunContext, 'journalDir'>): void {
  const trouble = diskTrouble(context);
  if (trouble !== null) throw refusedBy(trouble.code, trouble.folder);
  laySpares(context.journalDir);
}

/** `work`, of which nothing is started yet: what the disk refuses is a refusal of the start. */
export async function refusedByDisk<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = diskCodeOf(error);
    if (code === null) throw error;
    throw refusedBy(code, error instanceof Error && 'path' in error ? String(error.path) : folder);
  }
}

/** What the disk says, as the refusal of a start. */
export function refusedBy(code: DiskCode, folder: string): LaunchRefused {
  const detail = `The disk of ${folder} ${wordsOf(code)}, so no agent was started.`;
  return new LaunchRefused(isFull(code) ? 'disk_full' : 'disk_unusable', detail);
}

/** Kept in the journal as soon as the agent has ended, because there may be room again when its result is read. */
export function noteFull(journalDir: string, { stateDir, workspaceDir }: Where): void {
  const full = [stateDir, workspaceDir].find((folder) => roomAt(folder, LEAST_ROOM).lack !== null);
  const file = join(journalDir, journalFiles.full);
  if (full !== undefined) createForSure(journalDir, file, full, () => writeOnce(file, full));
}

/** The folder on whose disk there was no room when the agent ended; null = there was. */
export const wasFull = (journalDir: string): string | null => readText(join(journalDir, journalFiles.full));
