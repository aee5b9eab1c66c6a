// Looks after the disks of a workspace and of our state while a worker serves: says when one takes nothing more and when it does again,
// and keeps that where `status` finds it, which works on a full disk too.
import path from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import type { DiskTrouble } from '../core/contracts/troubles.js';
import type { Dirs } from '../disk/dirs.js';
import { LEAST_ROOM, refusalAt, roomAt } from '../disk/room.js';
import { recordInPlace } from '../disk/spare.js';
import { takeRefusals, wordsOf } from '../disk/trouble.js';
import { repeatedly } from './repeat.js';

const LOOK_MS = 1000;

/** Returns the function that ends this. */
export function watchDisks(dirs: Dirs, say: (line: string) => void): () => void {
  const record = recordInPlace(path.join(dirs.state, statePaths.disks));
  let known: DiskTrouble[] = [];
  const keep = (): void => record(JSON.stringify(known));
  const look = (): Promise<void> => {
    const before = known;
    known = troublesNow(dirs, before, new Date().toISOString());
    for (const { folder, code } of known.filter((one) => !before.some(isSame(one))))
      say(
        `The disk of ${folder} ${wordsOf(code)}. Nothing is lost: what has to be written there waits and is tried again.`,
      );
    for (const { folder } of before.filter((one) => !known.some(({ folder: other }) => other === one.folder)))
      say(`The disk of ${folder} takes what is written again.`);
    keep();
    return Promise.resolve();
  };
  // The room for the record is taken before it is needed.
  keep();
  return repeatedly(LOOK_MS, look, (error) => say(`The disks could not be looked at: ${String(error)}`));
}

const isSame =
  (one: DiskTrouble) =>
  (other: DiskTrouble): boolean =>
    other.folder === one.folder && other.code === one.code;

/** A quota is seen only by writing, which is tried where a write was refused, until one is not. */
function troublesNow(dirs: Dirs, before: readonly DiskTrouble[], now: string): DiskTrouble[] {
  const folders = [dirs.workspace, dirs.state];
  const refused = takeRefusals(folders);
  return folders.flatMap((folder) => {
    const old = before.find((one) => one.folder === folder);
    const doubtful = old !== undefined || refused.some((file) => file.startsWith(`${folder}/`));
    const code = roomAt(folder, LEAST_ROOM).lack ?? (doubtful ? refusalAt(folder) : null);
    return code === null ? [] : [{ folder, code, since: old?.since ?? now }];
  });
}
