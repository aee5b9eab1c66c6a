// The desk of a stage: a folder of its own through which its agent gets and leaves documents. It is made once, anew and empty; a
// request that is taken up again keeps it as it is. The journal says which it is, so that nothing on the agents' ground decides it.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { deskFolders, journalFiles } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { readIfThere, writeOnce } from '../files.js';
import { isFolder, moveAside, ownFolder } from './foreign.js';
import { removeTree } from './remove.js';

/** Puts into the folder `earlier` of a new desk what the stage is to read. */
type Fill = (earlier: string) => void;

/** Gives what was moved aside, by its new path. Call it only while no agent of the request was started. */
export function makeDesk(desk: string, journalDir: string, fill: Fill): string[] {
  const aside = [ownFolder(dirname(desk))];
  if (recorded(journalDir) === null) {
    const draft = build(desk, fill);
    const record = JSON.stringify({ draft: basename(draft) });
    if (!writeOnce(join(journalDir, journalFiles.desk), record)) removeTree(draft);
  }
  // The first record stays: whoever built another draft uses that one.
  const draft = recorded(journalDir);
  if (draft !== null) aside.push(putInPlace(join(dirname(desk), draft), desk));
  // It was there and somebody took it away before its agent could start.
  if (!isFolder(desk)) aside.push(putInPlace(build(desk, fill), desk));
  return aside.filter((path) => path !== null);
}

/** Whether the request has a desk; one that an older build began has none. */
export const hasDesk = (journalDir: string): boolean => recorded(journalDir) !== null;

/** Removes the desk and what a killed process left of its making. Harmless when there is none. */
export function removeDesk(desk: string): void {
  const desks = dirname(desk);
  if (!isFolder(desks)) return;
  for (const name of readdirSync(desks)) {
    if (name === basename(desk) || name.startsWith(draftPrefix(desk))) removeTree(join(desks, name));
  }
  if (readdirSync(desks).length === 0) rmdirSync(desks);
}

/** Name of the folder that the desk was built as, beside it. */
function recorded(journalDir: string): string | null {
  const record = jsonObject(readIfThere(join(journalDir, journalFiles.desk)) ?? undefined);
  return typeof record?.['draft'] === 'string' ? basename(record['draft']) : null;
}

const draftPrefix = (desk: string): string => `.${basename(desk)}.`;

function build(desk: string, fill: Fill): string {
  const draft = join(dirname(desk), draftPrefix(desk) + randomUUID());
  for (const folder of [draft, join(draft, deskFolders.outbox), join(draft, deskFolders.earlier)]) mkdirSync(folder);
  fill(join(draft, deskFolders.earlier));
  return draft;
}

/** Whatever lay there before is not the desk: request ids can be computed, so anybody may have put it there. */
function putInPlace(draft: string, desk: string): string | null {
  if (!isFolder(draft)) return null;
  const aside = moveAside(desk);
  renameSync(draft, desk);
  return aside;
}
