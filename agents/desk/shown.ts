// Writes what people read of a stage under `millrace-agents/`, and says what lay in the way.
import { join } from 'node:path';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { movedBy } from '../../disk/foreign.js';
import { PRIVATE_FILE, shownFile } from '../../disk/folder.js';
import { noteLeaving, unlessInTheWay } from '../../disk/leavings.js';
import { readText } from '../../disk/read.js';
import { type Data, writeAtomicSync } from '../../disk/write.js';

/**
 * Replaces the file, unless it holds just that, `relative` to `millrace-agents/`. Gives what lay in the way, by its new path, absolute. Where that cannot be
 * moved the file is not shown, which is noted: nothing depends on it.
 */
export const writeShown = (workspace: string, relative: string, content: Data): string[] =>
  movedBy(() =>
    unlessNotShown(workspace, relative, () => {
      const file = shownFile({ workspace }, relative);
      // What is replaced for nothing costs a new file, and an old one.
      if (typeof content !== 'string' || readText(file) !== content)
        writeAtomicSync(file, content, { mode: PRIVATE_FILE });
    }),
  );

/** Does what shows this file, for as far as what lies there lets it. */
export function unlessNotShown(workspace: string, relative: string, show: () => void): void {
  const path = join(workspace, RUNTIME_DIR, relative);
  unlessInTheWay(show, (reason) => noteLeaving({ path, not: 'shown', reason }));
}
