// A lock between processes that no death can leave held. Its holders form a row of files `<name>.<n>`: the next number is taken by a hard
// link, and only when the holder of the highest let go or is dead. The highest is never removed, so a number is never held twice.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readIfThere, writeOnce, writeWhole } from '../../agents/files.js';
import type { ProcessIdentity } from '../../agents/host/identity.js';
import { identityOf, isAlive } from '../../agents/host/identity.js';

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
    writeWhole(held, FREE);
  }
}

async function acquire(dir: string, name: string, waiting: (pid: number) => void): Promise<string> {
  let told = false;
  for (;;) {
    const highest = numbers(dir, name).at(-1) ?? 0;
    const holder = holderOf(join(dir, `${name}.${highest}`));
    const held = holder === null ? take(dir, name, highest + 1) : null;
    if (held !== null) return held;
    if (holder !== null && !told) waiting(holder.pid);
    told ||= holder !== null;
    await sleep(POLL_MS);
  }
}

/** Null when the lock may be taken. */
function holderOf(file: string): ProcessIdentity | null {
  const text = readIfThere(file);
  if (text === null || text === FREE) return null;
  const holder = JSON.parse(text) as ProcessIdentity;
  return isAlive(holder) ? holder : null;
}

/** Null when another was faster: it took this number, or this number is long past. */
function take(dir: string, name: string, number: number): string | null {
  const file = join(dir, `${name}.${number}`);
  if (!writeOnce(file, JSON.stringify(identityOf()))) return null;
  const all = numbers(dir, name);
  const won = all.at(-1) === number;
  const past = won ? all.filter((other) => other < number) : [number];
  for (const other of past) rmSync(join(dir, `${name}.${other}`), { force: true });
  return won ? file : null;
}

/** Numbers in use, lowest first. */
function numbers(dir: string, name: string): number[] {
  const found = readdirSync(dir).flatMap((file) => {
    const [prefix, number, ...rest] = file.split('.');
    return prefix === name && rest.length === 0 && /^\d+$/.test(number ?? '') ? [Number(number)] : [];
  });
  return found.sort((a, b) => a - b);
}
