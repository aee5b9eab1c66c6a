// Whether anything stands in a document's place, by the names in its folder, each folder listed once: of hundreds of new documents nearly
// every place but one is empty, and to try to open each of them costs more than all else.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../errors.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';

/** False only where nothing stood when its folder was listed; `file`: relative to `millrace-agents/`. */
export type Glance = (file: string) => boolean;

/** For few files a list of a folder, which may be long, costs more than the looks it saves. */
const MANY = 16;

/** Lists a folder when it is asked about first. `count`: files that will be asked about in each. Hold the mirror as long as it is used. */
export function glance(dirs: Dirs, count: number): Glance {
  if (count < MANY) return () => true;
  const folders = new Map<string, ReadonlySet<string> | null>();
  return (file) => {
    const folder = path.dirname(file);
    if (!folders.has(folder)) folders.set(folder, namesIn(path.dirname(shownFile(dirs, file))));
    return folders.get(folder)?.has(known(path.basename(file))) ?? true;
  };
}

/** Null: it cannot be listed, so that each file has to be looked at. */
function namesIn(folder: string): ReadonlySet<string> | null {
  try {
    return new Set(readdirSync(folder).map(known));
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? new Set() : null;
  }
}

/** Some file systems take two names for one. */
const known = (name: string): string => name.normalize('NFC').toLowerCase();
