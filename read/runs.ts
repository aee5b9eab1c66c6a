// The run folders.
import { lstatSync, type Stats } from 'node:fs';
import { runtimePaths } from '../core/contracts/paths.js';
import { namesIn, shown } from './files.js';

export interface RunView {
  runId: string;
  /** Last change in the folder, milliseconds since 1970. */
  changedAt: number;
}

/** Newest first. */
export function listRuns(workspace: string): RunView[] {
  const runs = namesIn(shown(workspace, runtimePaths.runs)).flatMap((runId) => {
    const stat = statOf(shown(workspace, `${runtimePaths.runs}/${runId}`));
    return stat?.isDirectory() ? [{ runId, changedAt: stat.mtimeMs }] : [];
  });
  return runs.sort((a, b) => b.changedAt - a.changedAt);
}

function statOf(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    return null;
  }
}

/** `run` must be an id. */
export const hasRun = (workspace: string, run: string): boolean =>
  statOf(shown(workspace, `${runtimePaths.runs}/${run}`))?.isDirectory() === true;
