// One writer of a workspace's mirror at a time: a queue inside the process, a lock file between processes.
import { randomUUID } from 'node:crypto';
import { readFile, rename, link, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isAlive, type ProcessIdentity } from '../../agents/host/identity.js';
import type { Dirs } from '../dirs.js';
import { createOnly } from '../files/atomic.js';
import { unless } from '../files/errors.js';

const PATIENCE_MS = 20_000;
const POLL_MS = 10;
const queues = new Map<string, Promise<void>>();

/** Runs `work` while nobody else writes this mirror. Not reentrant. Throws when another process holds it for 20 s. */
export function withMirror<T>(dirs: Dirs, work: () => Promise<T>): Promise<T> {
  const before = queues.get(dirs.state) ?? Promise.resolve();
  const mine = before.then(() => holding(path.join(dirs.state, 'mirror.lock'), work));
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  queues.set(dirs.state, settled);
  return mine;
}

async function holding<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const me = JSON.stringify({ ...identityOf(), nonce: randomUUID() });
  await take(lock, me);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string, me: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await createOnly(lock, me))) {
    const holder = await readFile(lock, 'utf8').catch(unless('ENOENT'));
    if (holder === null) continue;
    if (!isHeld(holder)) await breakLock(lock, holder);
    else if (performance.now() > deadline) throw tooLong(lock, holder);
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
async function breakLock(lock: string, stale: string): Promise<void> {
  const aside = `${lock}.${randomUUID()}`;
  if ((await rename(lock, aside).then(() => true, unless('ENOENT'))) === null) return;
  if ((await readFile(aside, 'utf8')) !== stale) await link(aside, lock).catch(unless('EEXIST'));
  await rm(aside, { force: true });
}

function tooLong(lock: string, holder: string): Error {
  const pid = identityIn(holder)?.pid ?? 'unknown';
  return new Error(
    `The mirror is being written by process ${pid} for more than ${PATIENCE_MS / 1000} s (${lock}). ` +
      `If that process hangs or is stopped, end it or let it go on; the work is tried again.`,
  );
}
