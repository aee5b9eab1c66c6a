// A reader sees the old file or the new one, never half of it. Appending repairs a torn last line first.
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, unless } from './errors.js';

type Data = string | Uint8Array;

/**
 * Replaces the file; makes its folder when missing. `fsync`: the content survives a power cut. `mode`: who may read it,
 * by default everybody.
 */
export async function writeAtomic(
  file: string,
  data: Data,
  options: { fsync?: boolean; mode?: number } = {},
): Promise<void> {
  const draft = await writeDraft(file, data, options.fsync ?? false, options.mode);
  await rename(draft, file).catch(async (error: unknown) => {
    await rm(draft, { force: true });
    throw error;
  });
  if (options.fsync) await syncFolder(path.dirname(file));
}

/** Creates the file with all its content; false, and nothing changed, when it exists. */
export async function createOnly(file: string, data: Data): Promise<boolean> {
  const draft = await writeDraft(file, data, false);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    unless('EEXIST')(error);
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Appends whole lines in one write; makes the file and its folder when missing. Links are refused. */
export async function appendLines(file: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  const handle = await withFolder(file, () => open(file, flags, 0o644)).catch((error: unknown) => {
    if (codeOf(error) === 'ELOOP')
      throw new Error(`${file} is a symbolic link; we append to real files only. Remove it.`);
    throw error;
  });
  try {
    await handle.appendFile(((await endsInLine(handle)) ? '' : '\n') + lines.join('\n') + '\n');
  } finally {
    await handle.close();
  }
}

/** One line; see `appendLines`. */
export const appendLine = (file: string, line: string): Promise<void> => appendLines(file, [line]);

/** The file as text, or null when there is none. */
export const readIfThere = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(unless('ENOENT'));

async function writeDraft(file: string, data: Data, fsync: boolean, mode = 0o644): Promise<string> {
  const draft = path.join(path.dirname(file), `.${randomUUID()}.tmp`);
  const handle = await withFolder(file, () => open(draft, 'wx', mode));
  try {
    await handle.writeFile(data);
    if (fsync) await handle.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return draft;
}

async function withFolder(file: string, openIt: () => Promise<FileHandle>): Promise<FileHandle> {
  const first = await openIt().catch(unless('ENOENT'));
  if (first !== null) return first;
  await mkdir(path.dirname(file), { recursive: true });
  return openIt();
}

async function endsInLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
