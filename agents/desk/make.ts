// The desk of a stage: a folder of its own through which its agent gets and leaves documents. It is made once, anew and empty; a
// request that is taken up again keeps it as it is. The journal says which it is, so that nothing on the agents' ground decides it.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { deskFolders, journalFiles } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { moveIn } from '../../disk/files.js';
import { movedBy } from '../../disk/foreign.js';
import { hasFolder, type Opened, pathOf, within } from '../../disk/opened.js';
import { inFolder, inFolderBelow } from '../../disk/way.js';
import { createWhole, readText, writeWhole } from '../files.js';
import { draftPrefix } from './remove.js';

/** Puts into a new desk, and into its folder `earlier`, what the stage is to find there. */
type Fill = (earlier: string, desk: string) => void;

/**
 * Gives what was moved aside, by its new path. Call it only while no agent of the request was started. `desk`: absolute, below a
 * guarded folder.
 */
export const makeDesk = (desk: string, journalDir: string, fill: Fill): string[] =>
  movedBy(() =>
    inFolder(dirname(desk), { heal: true, make: 0o777 }, (desks) => makeIn(desks, basename(desk), journalDir, fill)),
  );

function makeIn(desks: Opened, name: string, journalDir: string, fill: Fill): void {
  if (recorded(journalDir) === null) {
    const record = JSON.stringify({ draft: build(desks, name, fill) });
    // Where another one was first, this draft goes with the desk; a record that a power cut tore names none.
    if (!createWhole(recordIn(journalDir), record) && recorded(journalDir) === null)
      writeWhole(recordIn(journalDir), record);
  }
  // The first record stays: whoever built another draft uses that one.
  const draft = recorded(journalDir);
  if (draft !== null) putInPlace(desks, draft, name);
  // It was there and somebody took it away before its agent could start.
  if (!hasFolder(desks, name)) putInPlace(desks, build(desks, name, fill), name);
}

/** Whether the request has a desk; one that an older build began has none. */
export const hasDesk = (journalDir: string): boolean => existsSync(recordIn(journalDir));

const recordIn = (journalDir: string): string => join(journalDir, journalFiles.desk);

/** Name of the folder that the desk was built as, beside it. */
function recorded(journalDir: string): string | null {
  const record = jsonObject(readText(recordIn(journalDir)) ?? undefined);
  return typeof record?.['draft'] === 'string' ? basename(record['draft']) : null;
}

function build(desks: Opened, desk: string, fill: Fill): string {
  const draft = draftPrefix(desk) + randomUUID();
  for (const folder of ['', deskFolders.outbox, deskFolders.earlier]) mkdirSync(within(desks, join(draft, folder)));
  const top = pathOf(desks);
  inFolderBelow(top, draft, (made) =>
    inFolderBelow(top, join(draft, deskFolders.earlier), (earlier) => fill(pathOf(earlier), pathOf(made))),
  );
  return draft;
}

/** Whatever lay there before is not the desk: request ids can be computed, so anybody may have put it there. */
function putInPlace(desks: Opened, draft: string, desk: string): void {
  if (hasFolder(desks, draft)) moveIn(desks, draft, desk);
}
