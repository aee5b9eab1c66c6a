// Reads what the kernel says of itself and of processes. Such files have no size; what they give is capped.
import { closeSync, constants, openSync } from 'node:fs';
import { bare } from './errors.js';
import { bytesOf } from './read.js';

/** Largest part that is read, in bytes: an environment may be large, and is an agent's to make. */
const MOST = 4 * 1024 * 1024;

/** Text of `/proc/<name>`, each byte one character; null when there is none, or when we may not read it. */
export function readProc(name: string): string | null {
  let descriptor: number | null = null;
  try {
    descriptor = bare(() =>
      openSync(`/proc/${name}`, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW),
    );
    return streamOf(descriptor);
  } catch {
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

const CHUNK = 16 * 1024;

function streamOf(descriptor: number): string {
  const parts: Buffer[] = [];
  for (let total = 0; total < MOST;) {
    const part = bytesOf(descriptor, CHUNK, total);
    parts.push(part);
    total += part.length;
    if (part.length < CHUNK) break;
  }
  return Buffer.concat(parts).toString('latin1');
}
