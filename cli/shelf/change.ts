// Changes of several files of the workspace at once, all or nothing; what stands against it is told as an error.
import { existsSync } from 'node:fs';
import type { StoredFile } from '../../disk/store/change-set.js';
import type { Baseline } from '../../core/assets/baseline.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Context } from '../context.js';
import { failed } from '../errors.js';
import { shown } from '../../read/files.js';
import { writingGround } from '../trust/writing.js';

/** With `--dry-run` nothing. Exit 1, with nothing changed, when it cannot be done. `command`: who changes, for the record of what is accepted. */
export async function changeAll(
  context: Context,
  workspace: string,
  command: string,
  changes: readonly StoredFile[],
): Promise<void> {
  if (context.dryRun) return;
  const { changeFiles } = await import('../../disk/store/change-set.js');
  await writingGround(context, workspace, command, async () => {
    try {
      return { value: await changeFiles(workspace, changes), changes };
    } catch (error) {
      throw failed('cannot_change', `Nothing was changed: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

/** The change of the manifest itself. */
export async function baselineChange(baseline: Baseline): Promise<StoredFile> {
  const { baselineText } = await import('../../core/assets/baseline.js');
  return { path: runtimePaths.baseline, content: baselineText(baseline) };
}

/** Whether a killed process left a change half done. */
export const isInterrupted = (workspace: string): boolean => existsSync(shown(workspace, runtimePaths.changes));
