// What stands where a workspace is to be taken in: something that lives refuses it, and what is over gives way. One import of a workspace at a time.
import { existsSync, lstatSync, readdirSync, realpathSync, rmdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { homePaths, RUNTIME_DIR, statePaths } from '../../core/contracts/paths.js';
import { KnownError } from '../../core/told-error.js';
import { moveFile } from '../../disk/files.js';
import { namesIn } from '../../disk/read.js';
import { holdingIfFree } from '../../disk/store/lock.js';
import { buildName } from '../build.js';
import { tryLease } from '../fleet/lease.js';
import { enlist } from '../fleet/roster.js';
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

/** Looks only. Throws `InTheWay`. `half`: what is there is of an import that was killed. */
export function assertFree({ home, id, folder }: Place): { half: boolean } {
  const state = path.join(home, id);
  assertNotHere(state, folder);
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined && !isEmptyFolder(folder))
    throw new InTheWay(`${folder} is there already, and not empty.`, 'Name a folder that is not: `--into FOLDER`.');
  if (isMount(folder))
    throw new InTheWay(`${folder} is where a disk begins, and cannot be made anew.`, 'Name a folder in it.');
  if (lstatSync(state, { throwIfNoEntry: false }) === undefined) return { half: false };
  const record = folderRecord(state);
  // An import that was killed kept no folder yet, and a copy that was refused served nothing.
  const isNothing = record === null && readOwn(state) === null && isOfWorkspace(state);
  if (readLeft(state) === null && !isNothing)
    throw new InTheWay(
      `This host has the workspace ${id}${record === null ? '' : ` already, in ${record.path}`}.`,
      record !== null && existsSync(path.join(record.path, RUNTIME_DIR))
        ? 'It is served from there.'
        : `Where it is no more: \`millrace remove ${id} --keep-server-data\`; then the same again.`,
    );
  return { half: isNothing && readArrived(state) !== null };
}

/** Whoever did not hear the end of an import asks for the same again. */
function assertNotHere(state: string, folder: string): void {
  const there = folderRecord(state)?.path;
  if (there === undefined || readLeft(state) !== null || !existsSync(path.join(there, RUNTIME_DIR))) return;
  const real = existsSync(folder) ? realpathSync(folder) : folder;
  if (there !== real && !there.startsWith(`${real}/`)) return;
  throw new InTheWay(
    `This host has the workspace ${path.basename(state)} already, in ${there}: nothing is to be imported.`,
    `\`millrace run --accept -w ${there}\` goes on with its work.`,
  );
}

/** What gives way is gone or kept aside when `work` begins, and nobody else takes this workspace in until it has ended. Throws `InTheWay`. */
export async function takingIn<T>(place: Place, work: (clear: () => void) => Promise<T>): Promise<T> {
  const lock = path.join(place.home, homePaths.moving, `${place.id}.lock`);
  const held = await holdingIfFree(lock, () => work(() => clear(place)));
  if ('did' in held) return held.did;
  throw new InTheWay(
    `Process ${held.heldBy} takes the workspace ${place.id} in.`,
    'Wait for it, and see what it says.',
  );
}

/** Looked at once more: much may have happened while the archive was laid out. */
function clear(place: Place): void {
  const { half } = assertFree(place);
  const { home, id, folder, at } = place;
  const state = path.join(home, id);
  const kept = path.join(home, `.former-${id}-${at.replace(/\W/g, '')}`);
  const emptied = (): void => void (existsSync(folder) && rmdirSync(folder));
  if (!existsSync(state)) return emptied();
  whileNobodyServes(state, id, () => {
    emptied();
    if (half) rmSync(state, { recursive: true, force: true });
    else moveFile(state, kept);
  });
}

/** A worker of a workspace that left may be on its way to see that. */
function whileNobodyServes(state: string, id: string, work: () => void): void {
  const member = enlist(state, { role: 'command', stays: false, endures: false, build: buildName() });
  try {
    const found = tryLease(state, member.record);
    if (found.kind === 'taken')
      throw new InTheWay(`Process ${found.by.pid} works for ${id}.`, 'Wait for it; then the same again.');
    work();
  } finally {
    member.leave();
  }
}

/** Something of ours lies in it; else it is nobody knows what. */
const isOfWorkspace = (state: string): boolean =>
  namesIn(state).some(
    (name) => name === statePaths.arrived || name === statePaths.workers || name.startsWith(`${statePaths.lease}.`),
  );

const isMount = (folder: string): boolean => {
  const dev = lstatSync(folder, { throwIfNoEntry: false })?.dev;
  return dev !== undefined && dev !== statSync(path.dirname(folder)).dev;
};

const isEmptyFolder = (folder: string): boolean => lstatSync(folder).isDirectory() && readdirSync(folder).length === 0;
