// Files of a folder by name, kind and size, without a look into them: no link is followed, and what is no plain file is named.
import { lstatSync } from 'node:fs';
import { entriesOf, within } from '../../disk/opened.js';
import { inFolderBelow } from '../../disk/way.js';
import { isOfGit } from './names.js';

export interface FoundFile {
  /** Relative to the folder, with `/` between its parts. */
  path: string;
  executable: boolean;
}

export interface Found {
  files: FoundFile[];
  /** What lies there and is no plain file, or has a name that cannot travel. */
  odd: string[];
}

const DEEPEST = 60;
/** Names that are no text of one line. */
const CANNOT = /[\r\n\ufffd]/;

/** `isWanted`: asked for files and folders alike, by their paths. A folder that is not there has none. Throws what the disk says. */
export function filesBelow(root: string, isWanted: (path: string) => boolean): Found {
  const found: Found = { files: [], odd: [] };
  const walk = (folder: string, depth: number): void => {
    const inner: string[] = [];
    inFolderBelow(root, folder, (opened) => {
      for (const { name, isFolder } of entriesOf(opened)) {
        const path = folder === '' ? name : `${folder}/${name}`;
        if (!isWanted(path)) continue;
        const stat = lstatSync(within(opened, name), { throwIfNoEntry: false });
        if (stat === undefined) continue;
        if (CANNOT.test(name) || isOfGit(name)) found.odd.push(path);
        else if (isFolder && depth < DEEPEST) inner.push(path);
        else if (!stat.isFile()) found.odd.push(path);
        else found.files.push({ path, executable: (stat.mode & 0o111) !== 0 });
      }
    });
    for (const path of inner) walk(path, depth + 1);
  };
  walk('', 0);
  return found;
}
