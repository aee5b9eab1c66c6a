// Changes of several files of the workspace at once, all or nothing; what stands against it is told as an error.
import { existsSync } from 'node:fs';
import type { FileChange } from '../../activities/files/change-set.js';
import type { Baseline } from '../../core/assets/baseline.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { failed } from '../errors.js';
import { shown } from '../read/files.js';

/** Exit 1, with nothing changed, when it cannot be done. */
export async function changeAll(workspace: string, changes: readonly FileChange[]): Promise<void> {
  const { changeFiles } = await import('../../activities/files/change-set.js');
  try {
    await changeFiles(workspace, changes);
  } catch (error) {
    throw failed('cannot_change', `Nothing was changed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The change of the manifest itself. */
export async function baselineChange(baseline: Baseline): Promise<FileChange> {
  const { baselineText } = await import('../../core/assets/baseline.js');
  return { path: runtimePaths.baseline, content: baselineText(baseline) };
}

/** Whether a killed process left a change half done. */
export const isInterrupted = (workspace: string): boolean => existsSync(shown(workspace, runtimePaths.changes));
