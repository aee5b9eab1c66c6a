// A stage that edits in the workspace itself, as most tests have it.
import type { Edited } from '../../disk/dirs.js';

export const inPlace = (workspaceDir: string): Edited => ({ workspaceDir, treeDir: workspaceDir });
