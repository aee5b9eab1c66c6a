// Small writes that a crash cannot tear: a file is complete under its name, or not there.
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Null when there is no such file. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Readable by the user alone, in place at once. Survives a kill, not a power failure. */
export function writeWhole(path: string, text: string): void {
  renameSync(writeBeside(path, text, false), path);
}

/** As `writeWhole`, and synced to disk before it is in place. Dear while others write to the disk. */
export function writeDurably(path: string, text: string): void {
  renameSync(writeBeside(path, text, true), path);
}

/** As `writeDurably`, but the first writer wins: false when the file was already there. */
export function writeOnce(path: string, text: string): boolean {
  const beside = writeBeside(path, text, true);
  try {
    linkSync(beside, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(beside);
  }
}

function writeBeside(path: string, text: string, durable: boolean): string {
  const beside = `${path}.${randomUUID()}.tmp`;
  const file = openSync(beside, 'wx', 0o600);
  try {
    writeSync(file, text);
    if (durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return beside;
}
