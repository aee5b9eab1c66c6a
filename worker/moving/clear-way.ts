// What stands where a workspace is to be taken in: something that lives refuses it, and what is over gives way.
import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { moveFile } from '../../disk/files.js';
import { KnownError } from '../../core/told-error.js';
import { folderRecord } from '../folder.js';
import { readArrived, readLeft, readOwn } from '../hosts/record.js';

/** Exit 5. Nothing was changed. */
export class InTheWay extends KnownError {
  constructor(why: string, hint: string) {
    super('in_the_way', `${why} Nothing was changed.`, { hint });
  }
}

interface Place {
  home: string;
  id: string;
  /** Absolute: where the folder is to be. */
  folder: string;
  /** ISO 8601, now. */
  at: string;
}

/** Throws `InTheWay`. Gives what makes way, to be called when all is ready. */
export function clearWay({ home, id, folder, at }: Place): { clear(): void } {
  if (existsSync(folder) && !isEmptyFolder(folder))
    throw new InTheWay(`${folder} is there already, and not empty.`, 'Name a folder that is not: `--into FOLDER`.');
  const state = path.join(home, id);
  if (!existsSync(state)) return { clear: () => giveWay({ home, id, at }, folder, true) };
  const record = folderRecord(state);
  // An import that was killed kept no folder yet, and a copy that was refused served nothing.
  const isNothing = record === null && readOwn(state) === null;
  const isOver = readLeft(state) !== null || isNothing;
  if (!isOver)
    throw new InTheWay(
      `This host has the workspace ${id}${record === null ? '' : ` already, in ${record.path}`}.`,
      record !== null && existsSync(path.join(record.path, RUNTIME_DIR))
        ? 'It is served from there.'
        : `Where it is no more: \`millrace remove ${id} --keep-server-data\`; then the same again.`,
    );
  return { clear: () => giveWay({ home, id, at }, folder, isNothing && readArrived(state) !== null) };
}

/** What served here before is kept; what an import left that was killed is in its archive. */
function giveWay({ home, id, at }: Omit<Place, 'folder'>, folder: string, isHalf: boolean): void {
  if (existsSync(folder)) rmdirSync(folder);
  const state = path.join(home, id);
  if (isHalf) rmSync(state, { recursive: true, force: true });
  else moveFile(state, path.join(home, `.former-${id}-${at.replace(/\W/g, '')}`));
}

const isEmptyFolder = (folder: string): boolean => statSync(folder).isDirectory() && readdirSync(folder).length === 0;
