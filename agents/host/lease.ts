// Whether the work tree is free: a foreground host holds a lock on the folder itself, as `host.sh` takes it.
import { spawn } from 'node:child_process';
import { readlinkSync, statfsSync, statSync } from 'node:fs';
import { readProc } from '../../disk/proc.js';

/** `flock` ends with 1 when somebody holds the lock; any other trouble is not ours to name. */
const HELD = 1;

/** Where the kernel's own list names no lock on it nobody is asked: a process of ours is dear to start, and most trees are free. */
export const workTreeIsHeld = async (treeDir: string): Promise<boolean> =>
  !isSurelyFree(treeDir) && (await tried(treeDir));

/** When all that a request had was ended here, by tree, in ms since 1970. A tree that the next one has is not among them. */
const left = new Map<string, number>();
/** Later another process may have begun something. */
const JUST_MS = 2000;

/** What a request had in this tree was looked for, and is gone. */
export function noteLeft(treeDir: string): void {
  for (const one of [...left.keys()]) if (!wasJustLeft(one)) left.delete(one);
  left.set(treeDir, Date.now());
}

/** A request gets the tree. */
export const noteTaken = (treeDir: string): boolean => left.delete(treeDir);

/** Then nobody has to be asked who holds it: to read the kernel's list stops this thread, and every lock of the machine, for 10 to 30 ms. */
export function wasJustLeft(treeDir: string): boolean {
  const since = Date.now() - (left.get(treeDir) ?? -Infinity);
  return since >= 0 && since < JUST_MS;
}

function tried(treeDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('flock', ['--nonblock', treeDir, 'true'], { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === HELD));
  });
}

/** The namespace above all others. In one below, the list leaves out locks whose taker has ended, as the taker of a lease has. */
const TOP_NAMESPACE = 'pid:[4026531836]';
/** ext4, xfs, tmpfs: the list names a file by the number that a look at it gives. On others it may be another one. */
const KNOWN_TYPES: ReadonlySet<number> = new Set([0xef53, 0x58465342, 0x01021994]);

/** False where that cannot be told. */
function isSurelyFree(treeDir: string): boolean {
  try {
    if (readlinkSync('/proc/self/ns/pid') !== TOP_NAMESPACE || !KNOWN_TYPES.has(statfsSync(treeDir).type)) return false;
    const { ino } = statSync(treeDir, { bigint: true });
    const locks = readProc('locks');
    return locks !== null && !locks.split('\n').some((line) => /\bFLOCK\b/.test(line) && line.includes(`:${ino} `));
  } catch {
    return false;
  }
}
