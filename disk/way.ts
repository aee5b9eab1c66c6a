// The way to a file, by its opened folders. Below a guarded folder no link is followed, whoever puts it there and whenever: every
// folder is opened by way of the one above it. Elsewhere links may lead to a file's folder, which is then held.
import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { assertAnchored, assertHome, assertOpened, makeFolder } from './anchor.js';
import { codeOf, unless } from './errors.js';
import { moveAside } from './foreign.js';
import { hold, letGo, takeHeld } from './held.js';
import { close, named, type Opened, openBelow, openTop, within } from './opened.js';
import { giveRights, unlock } from './rights.js';

export interface Way {
  /** What stands in the way of a folder of ours is moved aside, and one that lost its rights gets them back. */
  heal?: boolean;
  /** Folders that are missing are made with this mode. Absent: they are not. */
  make?: number;
}

/** A folder that is guarded; in it those whose names are given here are ours, with all below them. */
const guarded = new Map<string, ReadonlySet<string>>();

/**
 * From now on nothing of this room follows a link below `root`, which itself may be reached by one. Only at and below `ours`, a
 * name in it, is anything healed. Gives the real path of `root`; throws when it is not there.
 */
export function guard(root: string, ours: string): string {
  if (guarded.get(root)?.has(ours) && isHeldInPlace(root)) return root;
  assertAnchored(root);
  const real = realpathSync.native(root);
  const names = guarded.get(real);
  if (names?.has(ours)) return real;
  guarded.set(real, new Set([...(names ?? []), ours]));
  ways.clear();
  return real;
}

/** A guarded folder in its place is no link and the one it was. */
function isHeldInPlace(root: string): boolean {
  const held = takeHeld(root);
  if (held !== null) letGo(held);
  return held !== null;
}

/** Whether this absolute path lies on ground that others share, and is ours to put right. */
export function isOurs(file: string): boolean {
  const way = guarded.size === 0 ? null : lookedUp(file);
  return way !== null && isHealed(way, 0);
}

/** Whether links may lead to the file's folder: it lies below no guarded one. Throws `FolderGone` as every way to it does. */
export function isFree(file: string): boolean {
  const folder = path.dirname(file);
  if (wayTo(folder) !== null) return false;
  assertHome(folder);
  return true;
}

/**
 * Calls `work` with the opened folder of the file and its name there; closes it when `work` is over. Throws the system's
 * error when the folder cannot be opened (`ELOOP`, `ENOTDIR`: something else stands there).
 */
export function inFolderOf<T>(file: string, way: Way, work: (folder: Opened, name: string) => T): T {
  return inFolder(path.dirname(file), way, (folder) => work(folder, path.basename(file)));
}

/** The same with the folder itself. */
export function inFolder<T>(folder: string, way: Way, work: (folder: Opened) => T): T {
  return closing(openFolder(folder, way), work);
}

/** `folder`: relative to `root`, which may be reached by links; below it none is followed. */
export const inFolderBelow = <T>(root: string, folder: string, work: (folder: Opened) => T): T =>
  closing(
    walk(openRoot(root), partsOf(folder), () => ({})),
    work,
  );

/** Errors name the folder by its path: nobody else knows what its descriptor stood for. */
function closing<T>(opened: Opened, work: (folder: Opened) => T): T {
  const say = (error: unknown): never => {
    throw named(error, opened);
  };
  let later = false;
  try {
    const done = work(opened);
    later = done instanceof Promise;
    return later ? ((done as Promise<unknown>).catch(say).finally(() => letGo(opened)) as T) : done;
  } catch (error) {
    return say(error);
  } finally {
    if (!later) letGo(opened);
  }
}

function openFolder(folder: string, way: Way): Opened {
  const held = takeHeld(folder);
  if (held !== null) return held;
  const known = wayTo(folder);
  return known === null ? openElsewhere(folder, way) : openKnown(known, known.parts.length, way);
}

/** The folder after so many parts of the way, by the one above it. */
function openKnown(known: Known, length: number, way: Way): Opened {
  const folder = path.join(known.root, ...known.parts.slice(0, length));
  const held = takeHeld(folder);
  if (held !== null) return held;
  if (length === 0) return hold(openRoot(folder));
  const above = openKnown(known, length - 1, way);
  const at = length - 1;
  try {
    return hold(step(above, known.parts[at] ?? '', isHealed(known, at) ? way : { ...way, heal: false }));
  } catch (error) {
    throw named(error, above);
  } finally {
    letGo(above);
  }
}

/** Throws `FolderGone` when it is anchored and another folder, or none, is in its place. */
function openRoot(root: string): Opened {
  assertAnchored(root);
  const opened = openTop(root);
  try {
    assertOpened(root, opened.descriptor);
    return opened;
  } catch (error) {
    close(opened);
    throw error;
  }
}

interface Known {
  root: string;
  parts: string[];
  ours: ReadonlySet<string>;
}

/** Of folders that were asked for, until another one is guarded. */
const ways = new Map<string, Known | null>();
const MOST_WAYS = 1000;

function wayTo(file: string): Known | null {
  if (guarded.size === 0) return null;
  const known = ways.get(file);
  if (known !== undefined) return known;
  if (ways.size >= MOST_WAYS) ways.clear();
  const found = lookedUp(file);
  ways.set(file, found);
  return found;
}

/** The outermost guarded folder above it counts. */
function lookedUp(file: string): Known | null {
  let found: Known | null = null;
  for (let root = file; ; root = path.dirname(root)) {
    const ours = guarded.get(root);
    if (ours !== undefined) found = { root, parts: partsOf(path.relative(root, file)), ours };
    if (root === path.dirname(root)) return found;
  }
}

const partsOf = (relative: string): string[] => relative.split(path.sep).filter((one) => one !== '' && one !== '.');

/** Whether the part with this number is ours to put right. */
const isHealed = ({ parts, ours }: Known, at: number): boolean => at < parts.length && ours.has(parts[0] ?? '');

/** Takes over `top`: it is closed, or given back when there is nowhere to go. */
function walk(top: Opened, parts: readonly string[], wayAt: (at: number) => Way): Opened {
  let current = top;
  try {
    for (const [at, part] of parts.entries()) {
      const next = step(current, part, wayAt(at));
      close(current);
      current = next;
    }
    return current;
  } catch (error) {
    close(current);
    throw named(error, current);
  }
}

/** Somebody who puts things in the way faster than they are moved aside ends in an error, not in a loop. */
const TRIES = 50;

function step(above: Opened, name: string, { heal, make }: Way): Opened {
  for (let tries = 1; ; tries += 1) {
    try {
      const opened = openBelow(above, name);
      if (heal) giveRights(opened.descriptor);
      return opened;
    } catch (error) {
      const code = codeOf(error);
      if (tries === TRIES) throw error;
      if (code === 'ENOENT' && make !== undefined) makeBelow(above, name, make);
      else if ((code === 'ELOOP' || code === 'ENOTDIR') && heal) moveAside(above, name);
      else if (code === 'EACCES' && heal && unlock(within(above, name))) continue;
      else throw error;
    }
  }
}

function makeBelow(above: Opened, name: string, mode: number): void {
  try {
    mkdirSync(within(above, name), { mode });
  } catch (error) {
    unless('EEXIST')(error);
  }
}

function openElsewhere(folder: string, { make }: Way): Opened {
  assertHome(folder);
  try {
    return openTop(folder);
  } catch (error) {
    if (make === undefined || codeOf(error) !== 'ENOENT') throw error;
    makeFolder(folder, make);
    return openTop(folder);
  }
}
