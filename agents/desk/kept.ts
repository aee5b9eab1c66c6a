// What stages left on their desks, in our state folder: the copy that counts. It belongs to the request that left it, and every
// file is named by its digest, so that a damaged one is none.
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isSafeId } from '../../core/contracts/ids.js';
import { statePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { jsonObject } from '../../core/json-lines.js';
import { readBytes } from '../../disk/read.js';
import { readText } from '../files.js';

export interface KeptFile {
  /** Relative to the desk. */
  path: string;
  sha256: string;
  bytes: number;
  /** Absent = it was not. */
  executable?: true;
}

export interface Kept {
  schema: 1;
  /** `run`: an older build began the stage, which had the run's folder as its desk. */
  from: 'desk' | 'run';
  requestId: string;
  runId: string;
  node: string;
  stageNumber: number;
  attempt: number;
  files: KeptFile[];
  /** What was there and is not kept, and why. */
  leftOut: { path: string; reason: string }[];
}

type Named = Pick<StageRunRequest, 'runId' | 'requestId'>;

/** Absolute. Throws on ids that could lead out of the state folder. */
export function keptFolder(stateDir: string, { runId, requestId }: Named): string {
  for (const id of [runId, requestId]) if (!isSafeId(id)) throw new Error(`not an id: ${JSON.stringify(id)}`);
  return join(stateDir, statePaths.kept(runId, requestId));
}

export const listFile = (folder: string): string => join(folder, 'files.json');
/** Beside them what the runtime itself says of the stage, for the stages after it. */
export const runnerFiles = (folder: string) => ({
  stdout: join(folder, 'runner_stdout.txt'),
  stderr: join(folder, 'runner_stderr.txt'),
  stageResult: join(folder, 'stage_result.json'),
});
export const contentOf = (folder: string, path: string): string => join(folder, 'files', path);

/** Null: the stage left nothing that was collected. */
export function readKept(stateDir: string, named: Named): Kept | null {
  return jsonObject(readText(listFile(keptFolder(stateDir, named))) ?? undefined) as Kept | null;
}

/** The content of a file of `kept`; null when it is missing or damaged. */
export function keptBytes(stateDir: string, kept: Kept, file: KeptFile): Buffer | null {
  const bytes = readBytes(contentOf(keptFolder(stateDir, kept), file.path));
  return bytes !== null && createHash('sha256').update(bytes).digest('hex') === file.sha256 ? bytes : null;
}

/** Of the stages of this run that ended before this one, in their order. */
export function keptBefore(stateDir: string, { runId, requestId }: Named): Kept[] {
  const others = requestsOf(stateDir, runId).filter((one) => one !== requestId);
  const kept = others.flatMap((one) => readKept(stateDir, { runId, requestId: one }) ?? []);
  return kept.sort((a, b) => a.stageNumber - b.stageNumber || a.attempt - b.attempt);
}

function requestsOf(stateDir: string, runId: string): string[] {
  try {
    return readdirSync(join(stateDir, statePaths.kept(runId, ''))).filter(isSafeId);
  } catch {
    return [];
  }
}
