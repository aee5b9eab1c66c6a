// A file that went into quarantine half written, and whose writer went on with it there: whole and valid it gets its name
// back, and is a drop like any other.
import path from 'node:path';
import { IDEA } from '../../core/contracts/families.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { MAX_DOCUMENT_BYTES, decodeText } from '../../core/documents/check.js';
import { jsonLines } from '../../core/json-lines.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { readIfThere } from '../read-if-there.js';
import { linkFile, removeFile, statOf } from '../files.js';
import { readPlain } from '../plain.js';
import { isBeingWritten } from '../store/rest.js';
import { digestAt } from '../mirror/digest.js';
import { withMirror } from '../mirror/lock.js';
import { examine } from './examine.js';
import { queueFolders, spotOf } from './folders.js';

/** Who writes later than this means to mend the file: that has a command of its own. */
const GOES_ON_MS = 60_000;
/** Older refusals are not looked at. */
const NEWEST = 200;

/** Gives them their names back where these are free. False: nothing was ever set aside. */
export async function giveBackCompleted(dirs: Dirs, restMs: number): Promise<boolean> {
  let isAny = false;
  const folders = queueFolders(dirs).map((folder) => ({ folder, family: spotOf(`${folder}/_.md`)?.family ?? '' }));
  for (const { folder, family } of [...folders, { folder: runtimePaths.dropFolder(IDEA), family: IDEA }]) {
    const log = await readIfThere(shownFile(dirs, `${folder}/${runtimePaths.invalidLog}`));
    isAny ||= log !== null;
    for (const line of log === null ? [] : jsonLines(log).slice(-NEWEST)) {
      const { source_name: name, quarantine_name: aside, at, sha256 } = line;
      if (typeof name !== 'string' || typeof aside !== 'string' || !isName(name) || !isName(aside)) continue;
      // A document that a stage left is refused as it is: only another text is somebody's going on.
      if (
        wentOn(dirs, `${folder}/${aside}`, Date.parse(String(at))) &&
        digestAt(dirs, `${folder}/${aside}`) !== sha256
      ) {
        if (isWhole(dirs, family, `${folder}/${aside}`, name, restMs)) await rename(dirs, folder, aside, name);
      }
    }
  }
  return isAny;
}

const isName = (text: string): boolean => text !== '' && path.basename(text) === text;

/** Its text was changed after it was set aside, and soon. */
function wentOn(dirs: Dirs, file: string, since: number): boolean {
  const stat = statOf(shownFile(dirs, file));
  return stat?.isFile() === true && stat.mtimeMs > since && stat.mtimeMs < since + GOES_ON_MS;
}

function isWhole(dirs: Dirs, family: string, file: string, name: string, restMs: number): boolean {
  if (family !== IDEA) return examine(dirs, family, file, restMs, path.basename(name, '.md')).kind === 'document';
  const whole = shownFile(dirs, file);
  const found = readPlain(whole, MAX_DOCUMENT_BYTES);
  const text = found.ok && !isBeingWritten(whole, restMs) ? decodeText(found.bytes) : '';
  return typeof text === 'string' && text.trim() !== '';
}

/** A file that has the name by now stays. */
const rename = (dirs: Dirs, folder: string, aside: string, name: string): Promise<void> =>
  withMirror(dirs, async () => {
    const from = shownFile(dirs, `${folder}/${aside}`);
    if (linkFile(from, shownFile(dirs, `${folder}/${name}`))) removeFile(from);
  });
