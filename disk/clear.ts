// Removes what an agent had: a tree of any depth, with any names, whose folders may have lost their rights. No link is followed, and
// no path grows: what lies in an inner folder is first moved up into the outermost one.
import { randomUUID } from 'node:crypto';
import { constants, lstatSync, openSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { bare, codeOf } from './errors.js';
import { foldersMoved } from './held.js';
import { close, entryIn, type Opened, pathOf } from './opened.js';
import { giveRights, unlock } from './rights.js';

/** Entries that one call removes: a flood is work for more than one. */
const MOST = 100_000;
/** Why something is still there when so many are gone: the next call goes on. */
export const HOLDS_MORE = 'it holds more than is removed at once';
/** After as many entries others have their turn: they wait for this thread. */
const BREATH = 500;

interface Clearing {
  /** Entries that may still be removed. */
  room: number;
  /** Names for what is moved up, which nobody else has. */
  nextName: () => Buffer;
  /** What is still there, and why: the first of it. */
  stuck: Map<string, unknown>;
}

/**
 * Null: nothing is there under this name any more. Else the reason why something still is; another call goes on with it. Never
 * throws. `most`: in entries.
 */
export async function clearAway(above: Opened, name: string, most = MOST): Promise<string | null> {
  const [mine, whole] = [randomUUID(), entryIn(above, Buffer.from(name))];
  let number = 0;
  const stuck = new Map<string, unknown>();
  const clearing: Clearing = { room: most, stuck, nextName: () => Buffer.from(`.${mine}.${(number += 1)}`) };
  try {
    if (isRemoved(whole)) return null;
    await inside(above, Buffer.from(name), (top) => empty(clearing, top));
    removeFolder(whole);
    return null;
  } catch (error) {
    const [first] = stuck.values();
    return isGone(whole) ? null : reasonOf(first ?? error);
  }
}

class TooMuch extends Error {}

async function empty(clearing: Clearing, top: Opened): Promise<void> {
  const rest = (): Buffer[] => namesIn(top).filter((name) => !clearing.stuck.has(keyOf(name)));
  // Of each round a name is gone or stuck; what was moved up is for the next one.
  for (let names = rest(); names.length > 0; names = rest())
    for (const name of names) await takeAway(clearing, top, name);
}

/** An inner folder gives up what it holds and goes. Whatever fails is passed over from then on. */
async function takeAway(clearing: Clearing, top: Opened, name: Buffer): Promise<void> {
  await count(clearing);
  const entry = entryIn(top, name);
  let kept: unknown;
  try {
    if (isRemoved(entry)) return;
    await inside(top, name, async (inner) => {
      for (const child of namesIn(inner)) kept = (await movedUp(clearing, inner, child, top)) ?? kept;
    });
    removeFolder(entry);
  } catch (error) {
    if (error instanceof TooMuch) throw error;
    clearing.stuck.set(keyOf(name), kept ?? error);
  }
}

/** Null, or why it stays where it is. */
async function movedUp(clearing: Clearing, inner: Opened, child: Buffer, top: Opened): Promise<unknown> {
  await count(clearing);
  try {
    moveUp(entryIn(inner, child), entryIn(top, clearing.nextName()));
    return null;
  } catch (error) {
    return error;
  }
}

function moveUp(from: Buffer, to: Buffer): void {
  if (isRemoved(from)) return;
  // A folder that is moved is written to: it says which one lies above it.
  unlock(from);
  renameSync(from, to);
  foldersMoved();
}

async function count(clearing: Clearing): Promise<void> {
  if (clearing.room === 0) throw new TooMuch(HOLDS_MORE);
  clearing.room -= 1;
  if (clearing.room % BREATH === 0) await setImmediate();
}

/** False: it is a folder that holds something, or nothing that could be removed as a file. */
function isRemoved(entry: Buffer): boolean {
  try {
    bare(() => unlinkSync(entry));
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return true;
    if (code !== 'EISDIR' && code !== 'EPERM') throw error;
  }
  try {
    removeFolder(entry);
    return true;
  } catch {
    return false;
  }
}

/** An empty one. Throws the system's error. */
export function removeFolder(folder: string | Buffer): void {
  bare(() => rmdirSync(folder));
  foldersMoved();
}

/** Somebody else may have removed it at the same time. */
function isGone(entry: Buffer): boolean {
  try {
    return lstatSync(entry, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

async function inside(above: Opened, name: Buffer, work: (folder: Opened) => Promise<void>): Promise<void> {
  const entry = entryIn(above, name);
  const open = (): number =>
    openSync(entry, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  let descriptor: number;
  try {
    descriptor = open();
  } catch (error) {
    if (codeOf(error) !== 'EACCES' || !unlock(entry)) throw error;
    descriptor = open();
  }
  const folder = { descriptor, path: `${above.path}/${name.toString()}` };
  try {
    giveRights(descriptor);
    await work(folder);
  } finally {
    close(folder);
  }
}

const namesIn = (folder: Opened): Buffer[] => readdirSync(pathOf(folder), { encoding: 'buffer' });

/** Each byte a character: names are compared as they are. */
const keyOf = (name: Buffer): string => name.toString('latin1');

const reasonOf = (error: unknown): string => codeOf(error) ?? (error instanceof Error ? error.message : String(error));
