// The one way to write: a reader sees the old file or the new one, never half of it, and no link is written through.
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { assertHome, makeFolder } from './anchor.js';
import { codeOf, unless } from './errors.js';
import { clearForFile, moveAside } from './foreign.js';
import { ForeignObject, openPlain } from './read.js';

type Data = string | Uint8Array;

export interface WriteOptions {
  /** The content survives a power cut. Dear while others write to the disk. */
  fsync?: boolean;
  /** Who may read the file, and with it a folder that has to be made for it; by default everybody. */
  mode?: number;
}

const { O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = fs.constants;
const sync = promisify(fs.fsync);

/** Replaces the file; makes its folder when missing. What is no file in its place is moved aside. */
export async function writeAtomic(file: string, data: Data, options: WriteOptions = {}): Promise<void> {
  const draft = await draftOf(file, data, options);
  intoPlace(draft, file);
  if (options.fsync) await syncFolder(path.dirname(file));
}

/** The same at once, for a few bytes; its folder has to be there: a journal that was removed must not come back in part. */
export function writeAtomicSync(file: string, data: Data, options: WriteOptions = {}): void {
  intoPlace(draftOfSync(file, data, options), file);
}

/** The same with parts that come one after the other. */
export async function writeParts(file: string, parts: AsyncIterable<string>, mode = 0o644): Promise<void> {
  const { draft, descriptor } = openDraft(file, mode);
  try {
    await pipeline(parts, fs.createWriteStream('', { fd: descriptor }));
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  }
  intoPlace(draft, file);
}

/** Creates the file with all its content; false, and nothing changed, when there is a file. */
export async function createOnly(file: string, data: Data, options: WriteOptions = {}): Promise<boolean> {
  return linkOnce(await draftOf(file, data, options), file);
}

/** The same at once, for a few bytes; its folder has to be there. */
export const createOnlySync = (file: string, data: Data, options: WriteOptions = {}): boolean =>
  linkOnce(draftOfSync(file, data, options), file);

/**
 * Appends whole lines in one write; makes the file and its folder when missing, and ends a torn last line first. What is no
 * file in its place is moved aside.
 */
export async function appendLines(file: string, lines: readonly string[], options: WriteOptions = {}): Promise<void> {
  if (lines.length === 0) return;
  const descriptor = openToAppend(file, options.mode ?? 0o644);
  try {
    const text = (endsInLine(descriptor) ? '' : '\n') + lines.join('\n') + '\n';
    fs.writeFileSync(descriptor, text);
    if (options.fsync) await sync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** One line; see `appendLines`. */
export const appendLine = (file: string, line: string): Promise<void> => appendLines(file, [line]);

/** A descriptor for a program that writes its output there. */
export function openToAppend(file: string, mode: number): number {
  assertHome(file);
  const open = (): number => withFolder(file, mode, () => openPlain(file, O_RDWR | O_APPEND | O_CREAT, mode));
  try {
    return open();
  } catch (error) {
    if (!(error instanceof ForeignObject) && codeOf(error) !== 'EISDIR') throw error;
    moveAside(file);
    return open();
  }
}

function intoPlace(draft: string, file: string): void {
  try {
    clearForFile(file);
    fs.renameSync(draft, file);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  }
}

function linkOnce(draft: string, file: string): boolean {
  try {
    clearForFile(file);
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    unless('EEXIST')(error);
    return false;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

async function draftOf(file: string, data: Data, { fsync = false, mode = 0o644 }: WriteOptions): Promise<string> {
  const { draft, descriptor } = openDraft(file, mode);
  try {
    fs.writeFileSync(descriptor, data);
    if (fsync) await sync(descriptor);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
  return draft;
}

function draftOfSync(file: string, data: Data, { fsync = false, mode = 0o644 }: WriteOptions): string {
  const draft = draftBeside(file);
  const descriptor = openNew(draft, mode);
  try {
    fs.writeFileSync(descriptor, data);
    if (fsync) fs.fsyncSync(descriptor);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
  return draft;
}

function openDraft(file: string, mode: number): { draft: string; descriptor: number } {
  const draft = draftBeside(file);
  return { draft, descriptor: withFolder(file, mode, () => openNew(draft, mode)) };
}

const draftBeside = (file: string): string => path.join(path.dirname(file), `.${randomUUID()}.tmp`);

function openNew(draft: string, mode: number): number {
  assertHome(draft);
  return openPlain(draft, O_WRONLY | O_CREAT | O_EXCL, mode);
}

function withFolder(file: string, mode: number, open: () => number): number {
  try {
    return open();
  } catch (error) {
    unless('ENOENT')(error);
    makeFolder(path.dirname(file), mode & 0o077 ? 0o777 : 0o700);
    return open();
  }
}

function endsInLine(descriptor: number): boolean {
  const { size } = fs.fstatSync(descriptor);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  fs.readSync(descriptor, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

async function syncFolder(folder: string): Promise<void> {
  const descriptor = fs.openSync(folder, 'r');
  await sync(descriptor).finally(() => fs.closeSync(descriptor));
}
