// The worker's own log in the state folder, a line of JSON per entry. A disk that is full, or a folder that is gone, ends no worker.
import { appendFileSync } from 'node:fs';
import { redact } from '../agents/redact.js';

/** Nothing that looks secret goes there. Never throws. */
export function appendLog(file: string, entry: { at: string; level: string; message: string }): void {
  try {
    appendFileSync(file, `${redact(JSON.stringify(entry), process.env)}\n`, { mode: 0o600 });
  } catch {
    return;
  }
}
