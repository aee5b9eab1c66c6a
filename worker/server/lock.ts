// A lock between processes that no death can leave held. Its holders form a row of files: the next one is taken only when the last holder
// let go or is dead.
import { setTimeout as sleep } from 'node:timers/promises';
import { writeWhole } from '../../agents/files.js';
import type { ProcessIdentity } from '../../disk/identity.js';
import { identityOf, isAlive } from '../../disk/identity.js';
import { unlessDiskRefuses } from '../../disk/trouble.js';
import { lastOf, takeNext } from '../fleet/row.js';

const POLL_MS = 50;
const FREE = 'free';

/** Runs `work` while no other caller, of any process, runs under this name. `waiting` is told once whom it waits for. */
export async function withLock<T>(
  dir: string,
  name: string,
  waiting: (pid: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  const held = await acquire(dir, name, waiting);
  try {
    return await work();
  } finally {
    // On a full disk it is held until this process ends.
    unlessDiskRefuses(() => writeWhole(held, FREE));
  }
}

async function acquire(dir: string, name: string, waiting: (pid: number) => void): Promise<string> {
  let told = false;
  for (;;) {
    const last = lastOf(dir, name);
    const holder = holderIn(last.text);
    const held = holder === null ? takeNext(dir, name, last, JSON.stringify(identityOf())) : null;
    if (held !== null) return held;
    if (holder !== null && !told) waiting(holder.pid);
    told ||= holder !== null;
    await sleep(POLL_MS);
  }
}

/** Null when the lock may be taken. */
function holderIn(text: string | null): ProcessIdentity | null {
  if (text === null || text === FREE) return null;
  const holder = JSON.parse(text) as ProcessIdentity;
  return isAlive(holder) ? holder : null;
}
