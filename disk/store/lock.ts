// A lock file between processes. The lock of a dead holder is taken over; that of a living one is waited for.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isAlive, type ProcessIdentity } from '../identity.js';
import { PRIVATE_FILE } from '../folder.js';
import { readText } from '../read.js';
import { createOnly } from '../write.js';
import { linkFile, moveFile, removeFile } from '../files.js';

const PATIENCE_MS = 20_000;
const POLL_MS = 10;

/** Not reentrant. `what`: what is written meanwhile, for the error when another process holds the lock for 20 s. */
export async function holding<T>(lock: string, what: string, work: () => Promise<T>): Promise<T> {
  const me = JSON.stringify({ ...identityOf(), nonce: randomUUID() });
  await take(lock, what, me);
  try {
    return await work();
  } finally {
    removeFile(lock);
  }
}

/** The same, for work that may take long: where somebody holds the lock nothing is waited for, and his pid is told. */
export async function holdingIfFree<T>(lock: string, work: () => Promise<T>): Promise<{ did: T } | { heldBy: number }> {
  const me = JSON.stringify({ ...identityOf(), nonce: randomUUID() });
  while (!(await createOnly(lock, me, { mode: PRIVATE_FILE }))) {
    const holder = readText(lock);
    if (holder === null) continue;
    if (isHeld(holder)) return { heldBy: identityIn(holder)?.pid ?? 0 };
    breakLock(lock, holder);
  }
  try {
    return { did: await work() };
  } finally {
    removeFile(lock);
  }
}

/** Pid of the living process that holds it; null = it is free. Nothing is written. */
export function heldBy(lock: string): number | null {
  const holder = readText(lock);
  return holder !== null && isHeld(holder) ? (identityIn(holder)?.pid ?? 0) : null;
}

async function take(lock: string, what: string, me: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await createOnly(lock, me, { mode: PRIVATE_FILE }))) {
    const holder = readText(lock);
    if (holder !== null && !isHeld(holder)) breakLock(lock, holder);
    else if (performance.now() > deadline) throw tooLong(lock, what, holder ?? '');
    else await sleep(POLL_MS);
  }
}

const isHeld = (holder: string): boolean => {
  const identity = identityIn(holder);
  return identity !== null && isAlive(identity);
};

function identityIn(text: string): ProcessIdentity | null {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return null;
  }
}

/** Moves a dead holder's lock away. Who finds that it moved a newer one puts that back. */
function breakLock(lock: string, stale: string): void {
  const aside = `${lock}.${randomUUID()}`;
  if (!moveFile(lock, aside)) return;
  if (readText(aside) !== stale) linkFile(aside, lock);
  removeFile(aside);
}

function tooLong(lock: string, what: string, holder: string): Error {
  const pid = identityIn(holder)?.pid ?? 'unknown';
  return new Error(
    `${what} is being written by process ${pid} for more than ${PATIENCE_MS / 1000} s (${lock}). ` +
      `If that process hangs or is stopped, end it or let it go on; the work is tried again.`,
  );
}
