// Writes what people read of a stage under `millrace-agents/`, and says what lay in the way.
import { movedBy } from '../../disk/foreign.js';
import { PRIVATE_FILE, shownFile } from '../../disk/folder.js';
import { type Data, writeAtomicSync } from '../../disk/write.js';

/** Replaces the file, `relative` to `millrace-agents/`. Gives what lay in the way, by its new path, absolute. */
export const writeShown = (workspace: string, relative: string, content: Data): string[] =>
  movedBy(() => writeAtomicSync(shownFile({ workspace }, relative), content, { mode: PRIVATE_FILE }));
