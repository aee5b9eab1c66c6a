// Which disks take nothing more: as a look at them says now, and since when, and for what a look cannot see, as the worker says.
import { join } from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import type { DiskTrouble } from '../core/contracts/troubles.js';
import { jsonObject } from '../core/json-lines.js';
import { LEAST_ROOM, roomAt } from '../disk/room.js';
import { isFull, wordsOf } from '../disk/trouble.js';
import { readPiece } from './files.js';
import { shellWord } from '../core/attention/shell-word.js';
import { type Need, needOf } from './need.js';

interface Seen extends Omit<DiskTrouble, 'since'> {
  /** Null: no worker saw it begin. */
  since: string | null;
}

/** `workspace`: its id; `home`: the state home. Looks only, and so works on a full disk. */
export function diskNeeds(dir: string, workspace: string | null, workerLives: boolean, home: string): Need[] {
  const state = join(home, workspace ?? '');
  const told = workspace === null ? [] : readDisks(join(state, statePaths.disks));
  const seen = [dir, state].flatMap((folder): Seen[] => {
    const known = told.find((one) => one.folder === folder);
    const code = roomAt(folder, LEAST_ROOM).lack ?? (workerLives ? known?.code : null) ?? null;
    return code === null ? [] : [{ folder, code, since: known?.since ?? null }];
  });
  return seen.map(({ folder, code, since }) =>
    needOf({
      ...{ what: 'disk', kind: 'disk_low', name: folder, key: code, since },
      actions: [isFull(code) ? `df -h ${shellWord(folder)}` : `findmnt -T ${shellWord(folder)}`],
      reason: `its disk ${wordsOf(code)}${since === null ? '' : ` since ${since}`}; nothing is lost, and what has to be written there waits`,
      remedy: isFull(code)
        ? `make room there (\`df -h ${folder}\` shows how much there is); it then goes on by itself`
        : `put the disk right (\`dmesg\` and \`findmnt -T ${folder}\` say what is wrong); it then goes on by itself`,
    }),
  );
}

/** None when there is no record, or none that is whole. */
function readDisks(file: string): DiskTrouble[] {
  const list: unknown = jsonObject(readPiece(file)?.text);
  return Array.isArray(list) ? list.filter(isTrouble) : [];
}

const isTrouble = (value: unknown): value is DiskTrouble =>
  typeof value === 'object' && value !== null && 'folder' in value && 'code' in value && 'since' in value;
