// The worker's own log in the state folder, a line of JSON per entry, with the older ones beside it. A disk that is full, or a folder that is
// gone, ends no worker.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { redact } from '../agents/redact.js';
import { LOG_DEFAULTS, type LogLimits } from '../core/contracts/logs.js';
import { clip, escapeJson } from '../core/inert.js';
import { moveFile, removeFile } from '../disk/files.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { appendLineSync } from '../disk/write.js';

interface LogEntry {
  at: string;
  level: string;
  message: string;
}

/** Of a longer line only the message is kept, and of that so much: a loop that fails must not fill the disk with one text. */
const MOST = 8000;
const MEGABYTE = 1024 * 1024;

let limits = LOG_DEFAULTS;

/** Holds for this process from now on. */
export const limitLogs = (wanted: LogLimits): void => void (limits = wanted);

/** Nothing that looks secret goes there, and nothing that would steer the terminal of who reads it. Never throws. */
export function appendLog(file: string, entry: LogEntry): void {
  try {
    putAside(file, limits);
  } catch {
    // It grows on.
  }
  try {
    appendLineSync(file, logLine(entry, process.env), PRIVATE_FILE);
  } catch {
    return;
  }
}

/** A log that is long enough becomes `.1`, that one `.2`, and so on. Where two processes do so at once a number may stay free. */
function putAside(file: string, { max_mb: most, keep }: LogLimits): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < most * MEGABYTE) return;
  for (const name of older(file).filter((one) => numberOf(one) >= keep)) removeFile(name);
  for (let number = keep - 1; number >= 1; number -= 1) moveFile(`${file}.${number}`, `${file}.${number + 1}`);
  moveFile(file, `${file}.1`);
}

function older(file: string): string[] {
  const folder = path.dirname(file);
  const names = readdirSync(folder).filter((name) => name.startsWith(`${path.basename(file)}.`));
  return names.filter((name) => /\.\d+$/.test(name)).map((name) => path.join(folder, name));
}

const numberOf = (file: string): number => Number(file.slice(file.lastIndexOf('.') + 1));

export function logLine(entry: LogEntry, env: NodeJS.ProcessEnv): string {
  const line = escapeJson(redact(JSON.stringify(entry), env));
  if (line.length <= MOST) return line;
  const { at, level, message } = entry;
  return escapeJson(redact(JSON.stringify({ at, level, message: clip(message, MOST / 8), cut: line.length }), env));
}
