// The worker's own log in the state folder, a line of JSON per entry. A disk that is full, or a folder that is gone, ends no worker.
import { redact } from '../agents/redact.js';
import { clip, escapeJson } from '../core/inert.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { appendLineSync } from '../disk/write.js';

export interface LogEntry {
  at: string;
  level: string;
  message: string;
}

/** Of a longer line only the message is kept, and of that so much: a loop that fails must not fill the disk with one text. */
const MOST = 8000;

/** Nothing that looks secret goes there, and nothing that would steer the terminal of who reads it. Never throws. */
export function appendLog(file: string, entry: LogEntry): void {
  try {
    appendLineSync(file, logLine(entry, process.env), PRIVATE_FILE);
  } catch {
    return;
  }
}

export function logLine(entry: LogEntry, env: NodeJS.ProcessEnv): string {
  const line = escapeJson(redact(JSON.stringify(entry), env));
  if (line.length <= MOST) return line;
  const { at, level, message } = entry;
  return escapeJson(redact(JSON.stringify({ at, level, message: clip(message, MOST / 8), cut: line.length }), env));
}
