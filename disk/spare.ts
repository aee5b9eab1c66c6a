// Small records that must get onto a disk although it is full: the room for them was taken before, and is written over in place.
import * as fs from 'node:fs';
import path from 'node:path';
import { codeOf, unless } from './errors.js';
import { namesIn, openPlainIn } from './read.js';
import { diskCodeOf, isFull, unlessDiskRefuses } from './trouble.js';
import { inFolderOf } from './way.js';

const { O_RDWR, O_CREAT, O_EXCL } = fs.constants;
/** More than a file system keeps beside the name of a file. */
const BLOCK = 4096;
const SPARES = 4;

/** Its folder has to be there. */
const openFor = (file: string, flags: number): number =>
  inFolderOf(file, {}, (folder, name) => openPlainIn(folder, name, flags, 0o600));

const isSpare = (name: string): boolean => /^spare-\d+$/.test(name);

const spare = (folder: string, number: number): string => path.join(folder, `spare-${number}`);

/** Takes room for so many small records in the folder, which has to be there. Throws what the disk says; again is harmless. */
export function laySpares(folder: string, count = SPARES): void {
  for (let number = 1; number <= count; number += 1) {
    const file = spare(folder, number);
    if (!fs.existsSync(file) && !isTakenOver(file)) fill(file, O_CREAT | O_EXCL, '');
  }
}

/** Spares of folders that need none any more. To move one costs little beside a new file: a file system looks long for the number of that. */
const free: string[] = [];
const MOST_FREE = 64;

/** The folder will write no small record any more: what is left of its spares is for those that are laid next. Harmless when there are none. */
export function giveSpares(folder: string): void {
  for (const name of namesIn(folder).filter(isSpare)) if (free.length < MOST_FREE) free.push(path.join(folder, name));
}

/** False where there is none, or where it lies on another disk. */
function isTakenOver(file: string): boolean {
  const given = free.pop();
  if (given === undefined) return false;
  try {
    fs.linkSync(given, file);
    fs.unlinkSync(given);
    return true;
  } catch {
    return fs.existsSync(file);
  }
}

/**
 * Does `create`, which makes a file with this text unless there is one; where the disk is full, a spare of `folder` becomes
 * that file. False when there was one. Throws the disk's error when no spare is left.
 */
export function createForSure(folder: string, file: string, text: string, create: () => boolean): boolean {
  try {
    return create();
  } catch (error) {
    const code = diskCodeOf(error);
    if (code === null || !isFull(code)) throw error;
    return fromSpare(folder, file, text, error);
  }
}

function fromSpare(folder: string, file: string, text: string, error: unknown): boolean {
  const name = fs.readdirSync(folder).find(isSpare);
  if (name === undefined) throw error;
  const taken = path.join(folder, name);
  const descriptor = openFor(taken, O_RDWR);
  try {
    fs.writeSync(descriptor, text, 0);
    fs.ftruncateSync(descriptor, Buffer.byteLength(text));
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  try {
    fs.linkSync(taken, file);
    return true;
  } catch (thrown) {
    unless('EEXIST')(thrown);
    return false;
  } finally {
    fs.rmSync(taken, { force: true });
  }
}

/**
 * A record that is written over in place, and so also while the disk is full, once there was room for it. At most 4000 bytes.
 * Not atomic: a reader takes what it cannot parse for none.
 */
export function writeInPlace(file: string, text: string): void {
  fill(file, O_CREAT, text);
}

function fill(file: string, flags: number, text: string): void {
  const descriptor = openFor(file, O_RDWR | flags);
  try {
    fs.writeSync(descriptor, text.padEnd(BLOCK - 1 - Buffer.byteLength(text) + text.length) + '\n', 0);
  } catch (error) {
    if (codeOf(error) !== null && flags & O_EXCL) fs.rmSync(file, { force: true });
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Writes a small record where it is another one than the last; what a disk refuses is tried again with the next. */
export function recordInPlace(file: string): (text: string) => void {
  let kept: string | null = null;
  return (text) => {
    if (text === kept) return;
    unlessDiskRefuses(() => {
      writeInPlace(file, text);
      kept = text;
    });
  };
}
