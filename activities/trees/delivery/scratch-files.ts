// Files of the workspace that git does not know and a tree gets are in the folder of the checks as well.
import { lstatSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { insideOf } from '../../../disk/inside.js';
import { createOnly } from '../../../disk/write.js';

/** `folder`: where commands run. One that is not there, or that the merged result has, is passed over. */
export async function copyInto(workspace: string, folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const source = insideOf(workspace, file);
    const stat = lstatSync(source, { throwIfNoEntry: false });
    if (stat?.isFile() !== true) continue;
    const to = insideOf(folder, path.join(path.dirname(file), '.'));
    mkdirSync(to, { recursive: true });
    const mode = (stat.mode & 0o100) === 0 ? 0o600 : 0o700;
    await createOnly(path.join(to, path.basename(file)), { copyOf: source }, { mode });
  }
}
