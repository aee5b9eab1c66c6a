// Keeps what a stage said of blueprints, and shows the record to people. The files are made from the record alone: whatever else lies
// under their names is replaced, and a repeat after a crash gives the same.
import { type BlueprintChange, changed } from '../../../core/artifacts/blueprint/record.js';
import { type ShownFile, shownAfter } from '../../../core/artifacts/blueprint/shown.js';
import { unlessNotShown, writeShown } from '../../../agents/desk/shown.js';
import type { Dirs } from '../../../disk/dirs.js';
import { removeFile } from '../../../disk/files.js';
import { shownFile } from '../../../disk/folder.js';
import { readBlueprints, writeBlueprints } from '../../../disk/store/blueprints.js';
import { findText } from '../../../disk/store/texts.js';

/** Idempotent. */
export async function settleBlueprints(dirs: Dirs, root: string, change: BlueprintChange): Promise<void> {
  const record = changed(readBlueprints(dirs.state, root), change);
  await writeBlueprints(dirs.state, record);
  const { files, gone } = shownAfter(record, change);
  for (const file of files) {
    const text = await textFor(dirs, file);
    if (text !== null) writeShown(dirs.workspace, file.path, text);
  }
  for (const file of gone) unlessNotShown(dirs.workspace, file, () => removeFile(shownFile(dirs, file)));
}

/** Null where the text on record is lost: then nothing is shown in its place. */
async function textFor({ state }: Dirs, { of, make }: ShownFile): Promise<string | null> {
  const text = of === null ? '' : await findText(state, of);
  return text === null ? null : make(text);
}
