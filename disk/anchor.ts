// A folder that has to stay the one it was, wherever that goes: it is never made anew, and nothing is written below it once another one
// stands in its place.
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { codeOf, MISSING } from './errors.js';
import { KnownError } from '../core/told-error.js';

/** Which folder it is: numbers of inodes are given again, the time of birth in ms goes with them (0 where the disk does not say). */
interface FolderIdentity {
  dev: number;
  ino: number;
  born: number;
}

/** The anchored folder is not there any more, or another one is. Nothing was written. */
export class FolderGone extends KnownError {
  constructor(readonly folder: string) {
    super(
      'workspace_gone',
      `${folder} is not the folder that it was: it was moved, removed or replaced. Nothing is written there.`,
    );
  }
}

const anchors = new Map<string, FolderIdentity>();

/** Holds for this process until it ends. Throws the system's error when there is no such folder. */
export function anchor(folder: string): void {
  anchors.set(path.resolve(folder), folderIdentity(folder));
  anchors.set(realpathSync.native(folder), folderIdentity(folder));
}

/** Throws the system's error when there is none. */
export const folderIdentity = (folder: string): FolderIdentity => statIdentity(statSync(folder));

/** Where one of them does not know its birth (a record of an older build), the numbers decide. */
export const isSameFolder = (a: Partial<FolderIdentity>, b: Partial<FolderIdentity>): boolean =>
  a.dev === b.dev && a.ino === b.ino && (a.born ?? b.born) === (b.born ?? a.born);

/** Throws `FolderGone`. What was never anchored is as it is. */
export function assertAnchored(folder: string): void {
  const known = anchors.get(path.resolve(folder));
  if (known === undefined) return;
  const now = presentAt(folder);
  if (now === null || !isSameFolder(known, now)) throw new FolderGone(folder);
}

/** As `assertAnchored`, for a folder that was opened: it cannot be swapped any more. */
export function assertOpened(folder: string, descriptor: number): void {
  const known = anchors.get(path.resolve(folder));
  if (known !== undefined && !isSameFolder(known, statIdentity(fstatSync(descriptor)))) throw new FolderGone(folder);
}

/** Before every write. Throws `FolderGone` when the file would lie below an anchored folder that is gone. */
export function assertHome(file: string): void {
  // Whoever only looks anchors nothing, and to resolve paths takes longer than to open them.
  if (anchors.size === 0) return;
  const root = anchorOf(path.resolve(file));
  if (root !== undefined) assertAnchored(root);
}

const anchorOf = (whole: string): string | undefined =>
  [...anchors.keys()].find((one) => whole === one || whole.startsWith(one + path.sep));

/** Makes the folder and those above it, but for an anchored one: throws `FolderGone` when that is gone. */
export function makeFolder(folder: string, mode = 0o777): void {
  const whole = path.resolve(folder);
  const root = anchorOf(whole);
  if (root === undefined) return void mkdirSync(whole, { recursive: true, mode });
  assertAnchored(root);
  let current = root;
  for (const part of path.relative(root, whole).split(path.sep).filter(Boolean)) {
    current = path.join(current, part);
    makeOne(root, current, mode);
  }
}

/** One after the other, so that the root is not made with them when it goes meanwhile. */
function makeOne(root: string, folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
    assertAnchored(root);
    throw error;
  }
}

/** Null when nothing is there; a disk that does not answer says nothing of the folder, and its error is thrown. */
function presentAt(folder: string): FolderIdentity | null {
  try {
    return folderIdentity(folder);
  } catch (error) {
    if (MISSING.has(codeOf(error))) return null;
    throw error;
  }
}

const statIdentity = ({ dev, ino, birthtimeMs: born }: Stats): FolderIdentity => ({ dev, ino, born });

/** `to`: where the folder is now, null where nobody knows: it was removed, or its disk taken away. `replaced`: another one is in its place. */
export type Whereabouts = { at: 'home' } | { at: 'away'; to: string | null; replaced: boolean };

export interface FolderFollower {
  look(): Whereabouts;
  close(): void;
}

/** Knows where the folder, which is there now, goes: it is kept open for that. */
export function followFolder(folder: string): FolderFollower {
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  const own = statIdentity(fstatSync(descriptor));
  const isOwn = (now: FolderIdentity | null): boolean => now !== null && isSameFolder(own, now);
  const look = (): Whereabouts => {
    const now = presentAt(folder);
    if (isOwn(now)) return { at: 'home' };
    const to = readlinkSync(`/proc/self/fd/${descriptor}`);
    return { at: 'away', to: isOwn(presentAt(to)) ? to : null, replaced: now !== null };
  };
  return { look, close: () => closeSync(descriptor) };
}
