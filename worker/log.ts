// The worker's own log in the state folder, a line of JSON per entry. A disk that is full, or a folder that is gone, ends no worker.
import { redact } from '../agents/redact.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { appendLineSync } from '../disk/write.js';

/** Nothing that looks secret goes there. Never throws. */
export function appendLog(file: string, entry: { at: string; level: string; message: string }): void {
  try {
    appendLineSync(file, redact(JSON.stringify(entry), process.env), PRIVATE_FILE);
  } catch {
    return;
  }
}
