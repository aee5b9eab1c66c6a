// The one way to write: a reader sees the old file or the new one, never half of it, and no link is written through.
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { unless } from './errors.js';
import { unlinkIfThere } from './files.js';
import { clearForFile, moveAside } from './foreign.js';
import { type Opened, within } from './opened.js';
import { ForeignObject, openPlain, openPlainIn } from './read.js';
import { located } from './trouble.js';
import { inFolderOf, isOurs, type Way } from './way.js';

/** `copyOf`: absolute path of a file of ours. */
export type Data = string | Uint8Array | { copyOf: string };

export interface WriteOptions {
  /**
   * The content survives a power cut. Dear while others write to the disk. `once`: synced when it is in its place, which takes its name along
   * (ext4, xfs, btrfs); a cut before that may leave it there and torn, so it has to have a form that shows it.
   */
  fsync?: boolean | 'once';
  /** Who may read the file, and with it a folder that has to be made for it; by default everybody. */
  mode?: number;
  /** Whoever waits until a file is whole (`core/documents/rest.ts`) sees that this one was before it got its name. */
  wholeBefore?: boolean;
}

const { O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_TRUNC, O_WRONLY } = fs.constants;
const sync = (descriptor: number): Promise<void> => promisify(fs.fsync)(descriptor);

/** Replaces the file; makes its folder when missing. What is no file in its place is moved aside. */
export const writeAtomic = async (file: string, data: Data, options: WriteOptions = {}): Promise<void> =>
  into(file, making(options.mode), async (folder, name) => {
    if (options.fsync === 'once') return placeThenSync(folder, name, data, options.mode);
    intoPlace(folder, await draftOf(folder, data, options), name);
    if (options.fsync) await sync(folder.descriptor);
  });

/**
 * The same at once, for a few bytes. Outside of `millrace-agents/` its folder has to be there: a journal that was removed must not
 * come back in part.
 */
export const writeAtomicSync = (file: string, data: Data, options: WriteOptions = {}): void =>
  into(file, restoring(file, options.mode), (folder, name) =>
    intoPlace(folder, draftOfSync(folder, data, options), name),
  );

/** Writes at once and in its place, without a draft: for a folder that nobody else looks into, which has to be there. */
export const writeAloneSync = (file: string, data: string | Uint8Array, mode: number): void =>
  into(file, {}, (folder, name) => {
    const descriptor = openPlainIn(folder, name, O_WRONLY | O_CREAT | O_TRUNC, mode);
    try {
      put(descriptor, data);
    } finally {
      fs.closeSync(descriptor);
    }
  });

/** The same as `writeAtomic` with parts that come one after the other, each written at once: they are what makes others wait, and a stream goes to another thread for each. */
export const writeParts = async (file: string, parts: AsyncIterable<string>, mode = 0o644): Promise<void> =>
  into(file, making(mode), async (folder, name) => {
    const { draft, descriptor } = openDraft(folder, mode);
    const written = async (): Promise<void> => {
      try {
        for await (const part of parts) put(descriptor, part);
      } finally {
        fs.closeSync(descriptor);
      }
    };
    await orRemove(folder, draft, written());
    intoPlace(folder, draft, name);
  });

/** Creates the file with all its content; false, and nothing changed, when there is a file. */
export const createOnly = async (file: string, data: Data, options: WriteOptions = {}): Promise<boolean> =>
  into(file, making(options.mode), async (folder, name) =>
    hasFile(folder, name) ? false : linkOnce(folder, await draftOf(folder, data, options), name),
  );

/** The same at once, for a few bytes; its folder as with `writeAtomicSync`. */
export const createOnlySync = (file: string, data: Data, options: WriteOptions = {}): boolean =>
  into(file, restoring(file, options.mode), (folder, name) =>
    hasFile(folder, name) ? false : linkOnce(folder, draftOfSync(folder, data, options), name),
  );

/**
 * Appends whole lines in one write; makes the file and its folder when missing, and ends a torn last line first. What is no
 * file in its place is moved aside.
 */
export async function appendLines(file: string, lines: readonly string[], options: WriteOptions = {}): Promise<void> {
  if (lines.length === 0) return;
  const descriptor = openToAppend(file, options.mode ?? 0o644);
  try {
    writeLines(descriptor, lines);
    if (options.fsync) await sync(descriptor);
  } catch (error) {
    throw located(error, file);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** One line; see `appendLines`. */
export const appendLine = (file: string, line: string): Promise<void> => appendLines(file, [line]);

/** The same at once. */
export function appendLineSync(file: string, line: string, mode = 0o644): void {
  const descriptor = openToAppend(file, mode);
  try {
    writeLines(descriptor, [line]);
  } catch (error) {
    throw located(error, file);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** A descriptor for a program that writes its output there. */
export const openToAppend = (file: string, mode: number): number =>
  into(file, making(mode), (folder, name) => {
    const open = (): number => openPlainIn(folder, name, O_RDWR | O_APPEND | O_CREAT, mode);
    try {
      return open();
    } catch (error) {
      if (!(error instanceof ForeignObject)) throw error;
      moveAside(folder, name);
      return open();
    }
  });

/** Errors of the disk say which file they are about. */
function into<T>(file: string, way: Way, work: (folder: Opened, name: string) => T): T {
  const say = (error: unknown): never => {
    throw located(error, file);
  };
  try {
    const done = inFolderOf(file, way, work);
    return done instanceof Promise ? (done.catch(say) as T) : done;
  } catch (error) {
    return say(error);
  }
}

const making = (mode = 0o644): Way => ({ heal: true, make: mode & 0o077 ? 0o777 : 0o700 });

/** On the ground that others share whatever is gone is made again. */
const restoring = (file: string, mode?: number): Way => (isOurs(file) ? making(mode) : {});

function writeLines(descriptor: number, lines: readonly string[]): void {
  fs.writeFileSync(descriptor, (endsInLine(descriptor) ? '' : '\n') + lines.join('\n') + '\n');
}

function intoPlace(folder: Opened, draft: string, name: string): void {
  try {
    clearForFile(folder, name);
    fs.renameSync(within(folder, draft), within(folder, name));
  } catch (error) {
    remove(folder, draft);
    throw error;
  }
}

/** A look is cheaper than a draft. */
const hasFile = (folder: Opened, name: string): boolean =>
  fs.lstatSync(within(folder, name), { throwIfNoEntry: false })?.isFile() ?? false;

function linkOnce(folder: Opened, draft: string, name: string): boolean {
  try {
    clearForFile(folder, name);
    fs.linkSync(within(folder, draft), within(folder, name));
    return true;
  } catch (error) {
    unless('EEXIST')(error);
    return false;
  } finally {
    remove(folder, draft);
  }
}

async function placeThenSync(folder: Opened, name: string, data: Data, mode?: number): Promise<void> {
  const { draft, descriptor } = openDraft(folder, mode);
  const written = async (): Promise<void> => {
    try {
      put(descriptor, data);
      intoPlace(folder, draft, name);
      await sync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  };
  await orRemove(folder, draft, written());
}

async function draftOf(folder: Opened, data: Data, options: WriteOptions): Promise<string> {
  const { fsync = false, mode, wholeBefore = false } = options;
  const { draft, descriptor } = openDraft(folder, mode);
  const written = async (): Promise<void> => {
    try {
      put(descriptor, data);
      if (wholeBefore) writtenBefore(descriptor);
      if (fsync) await sync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  };
  await orRemove(folder, draft, written());
  return draft;
}

/** A disk tells times in steps of some ms, in which a file is written and named. */
const STEP_S = 0.1;

function writtenBefore(descriptor: number): void {
  const time = Date.now() / 1000 - STEP_S;
  fs.futimesSync(descriptor, time, time);
}

function draftOfSync(folder: Opened, data: Data, { fsync = false, mode }: WriteOptions): string {
  const { draft, descriptor } = openDraft(folder, mode);
  try {
    put(descriptor, data);
    if (fsync) fs.fsyncSync(descriptor);
  } catch (error) {
    remove(folder, draft);
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
  return draft;
}

function openDraft(folder: Opened, mode = 0o644): { draft: string; descriptor: number } {
  const draft = `.${randomUUID()}.tmp`;
  return { draft, descriptor: openPlainIn(folder, draft, O_WRONLY | O_CREAT | O_EXCL, mode) };
}

function put(descriptor: number, data: Data): void {
  if (typeof data === 'string' || data instanceof Uint8Array) fs.writeFileSync(descriptor, data);
  else copy(data.copyOf, descriptor);
}

const CHUNK = 1024 * 1024;

function copy(from: string, to: number): void {
  const source = openPlain(from);
  try {
    const bytes = Buffer.allocUnsafe(Math.min(CHUNK, fs.fstatSync(source).size + 1));
    for (let read = 1; read > 0;) {
      read = fs.readSync(source, bytes);
      fs.writeFileSync(to, bytes.subarray(0, read));
    }
  } finally {
    fs.closeSync(source);
  }
}

async function orRemove(folder: Opened, draft: string, written: Promise<void>): Promise<void> {
  try {
    await written;
  } catch (error) {
    remove(folder, draft);
    throw error;
  }
}

const remove = (folder: Opened, name: string): void => unlinkIfThere(within(folder, name));

function endsInLine(descriptor: number): boolean {
  const { size } = fs.fstatSync(descriptor);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  fs.readSync(descriptor, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
