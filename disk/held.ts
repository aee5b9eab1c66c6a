// Opened folders are kept for a moment, because the next file mostly lies in the same one. A kept one is given out only while its path
// still leads to it and nowhere else, which is looked at once in each turn of the event loop: nothing else of ours runs between, but for what says so.
import { readlinkSync, statSync } from 'node:fs';
import { close, type Opened, pathOf } from './opened.js';
import { hasRights } from './rights.js';

interface Held extends Opened {
  dev: number;
  ino: number;
  /** How many work in it now. */
  users: number;
  /** When it was last found in its place: in ms of a clock that never goes back, and in which turn. */
  at: number;
  turn: number;
}

/** By their paths, the longest unused first. */
const all = new Map<string, Held>();

/** How long nobody needs a folder until it is closed, in ms. */
const IDLE = 500;
const MOST = 256;

/** Where a descriptor has no path that can be asked for, nothing is kept. */
const CAN_ASK = process.platform === 'linux';

/** The folder, to be given to `letGo`; null when it is not kept, or when it is not at its path any more. */
export function takeHeld(path: string): Opened | null {
  const found = all.get(path);
  if (found === undefined) return null;
  if (found.turn !== turn && !isInPlace(found)) {
    forget(found);
    return null;
  }
  return use(found);
}

/** Keeps a folder that was just opened on a way without links, and gives it out. To be given to `letGo`. */
export function hold(opened: Opened): Opened {
  const held = CAN_ASK ? heldOf(opened) : null;
  if (held === null) return opened;
  const before = all.get(held.path);
  if (before !== undefined) forget(before);
  makeRoom();
  return use(held);
}

/** After the last use. What is not kept is closed. */
export function letGo(opened: Opened): void {
  if (!isHeld(opened)) return close(opened);
  opened.users -= 1;
  if (opened.users === 0 && all.get(opened.path) !== opened) close(opened);
}

let turn = 0;
let isEnding = false;

/** To be called by who moves or removes folders: what was looked at before holds no more. */
export function foldersMoved(): void {
  turn += 1;
}

/** Of code that runs to its end before anything else of this process does. */
function thisTurn(): number {
  if (!isEnding) queueMicrotask(endTurn);
  isEnding = true;
  return turn;
}

function endTurn(): void {
  isEnding = false;
  turn += 1;
}

/**
 * The kernel says where an opened folder lies now, so a moved or removed one is found out, and one that links lead to. Its path has
 * to lead to it too: it would not where another disk covers it, or where a folder above it may not be entered any more.
 */
function isInPlace(held: Held): boolean {
  const at = identityAt(held);
  return at !== null && at.dev === held.dev && at.ino === held.ino;
}

/** Of what is at its path; null where that is not surely the folder, or lacks rights. */
function identityAt(opened: Opened): Pick<Held, 'dev' | 'ino'> | null {
  try {
    if (readlinkSync(pathOf(opened)) !== opened.path) return null;
    const { dev, ino, mode } = statSync(opened.path);
    return hasRights(mode) ? { dev, ino } : null;
  } catch {
    return null;
  }
}

/** Null where it is not kept. */
function heldOf(opened: Opened): Held | null {
  const at = identityAt(opened);
  return at === null ? null : { ...opened, ...at, users: 0, at: 0, turn: -1 };
}

function use(held: Held): Opened {
  held.users += 1;
  if (held.turn === turn) return held;
  held.turn = thisTurn();
  held.at = performance.now();
  all.delete(held.path);
  all.set(held.path, held);
  closeIdle ??= setTimeout(closeUnused, IDLE).unref();
  return held;
}

let closeIdle: NodeJS.Timeout | null = null;

function closeUnused(): void {
  closeIdle = null;
  const before = performance.now() - IDLE;
  for (const held of all.values()) if (held.at <= before) forget(held);
  if (all.size > 0) closeIdle = setTimeout(closeUnused, IDLE).unref();
}

function makeRoom(): void {
  for (const held of all.values()) {
    if (all.size < MOST) return;
    forget(held);
  }
}

/** One that somebody works in is closed by `letGo`. */
function forget(held: Held): void {
  all.delete(held.path);
  if (held.users === 0) close(held);
}

const isHeld = (opened: Opened): opened is Held => 'users' in opened;
