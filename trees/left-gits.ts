// A git that a worker started goes on when that worker dies, and may write files when somebody else is at work there: an agent, or a person. Whoever finds that
// files were on their way ends it first.
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { OURS } from '../checkpoints/environment.js';
import { isEnded, readStat } from '../disk/identity.js';
import { readProc } from '../disk/proc.js';

/** It has no more to do than to be gone. */
const GONE_MS = 5000;

/** Ends the gits of ours that work on the files of a folder. Call it when none of a living worker does. `folder`: absolute. Throws where one does not end. */
export async function endLeftGits(folder: string): Promise<void> {
  const left = readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .filter((pid) => isOfOurs(pid, folder));
  for (const pid of left) end(pid);
  for (const bound = Date.now() + GONE_MS; left.some(lives); await pause(5))
    if (Date.now() > bound)
      throw new Error(`A git of ours does not end (${left.join(', ')}): it writes into ${folder}.`);
}

function isOfOurs(pid: number, folder: string): boolean {
  if (readProc(`${pid}/comm`) !== 'git\n') return false;
  const variables = new Set(readProc(`${pid}/environ`)?.split('\0'));
  const inBytes = Buffer.from(folder).toString('latin1');
  return variables.has(`GIT_WORK_TREE=${inBytes}`) && variables.has(OURS);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function lives(pid: number): boolean {
  const stat = readStat(pid);
  return stat !== null && !isEnded(stat);
}
