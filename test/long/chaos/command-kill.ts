// Commands that are killed in the middle, and what belongs to them: who paused, resumes.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene } from './scene.js';

/** In the audit of the workspace. */
export const ISSUER = 'chaos';
/** How long commands take at most, ms: those that read, and those that ask the workspace. */
const READS = 150;
const ASKS = 1500;
const TRIES = 6;
/** How long a command may need to get through: on a busy machine a worker alone takes half a minute to start. */
const RESUME_MS = 240_000;

/** One command, killed at a random instant. Null when every one that was tried was too quick. */
export async function killCommand(scene: Scene): Promise<{ pids: number[]; detail: string } | null> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const words = someCommand(scene);
    const lifetime = words[0] === 'status' || words[0] === 'queue' ? READS : ASKS;
    const pid = await startAndKill(scene, words, scene.chance.between(0, lifetime / tries));
    // It may have taken hold, killed or not.
    if (words[0] === 'pause') await resume(scene.bench);
    if (pid !== null) return { pids: [pid], detail: words[0] ?? '' };
  }
  return null;
}

function someCommand({ chance, again }: Scene): string[] {
  return chance.pick([['pause'], ['resume'], ['status'], ['queue', 'ls'], again()]);
}

/** Null when it ended before it was killed. */
async function startAndKill({ bench }: Scene, words: string[], afterMs: number): Promise<number | null> {
  const { child, ended } = bench.start(...words, '--as', ISSUER);
  await Promise.race([ended, sleep(afterMs)]);
  child.kill('SIGKILL');
  const { signal } = await ended;
  return signal === 'SIGKILL' ? (child.pid ?? null) : null;
}

async function resume(bench: Scene['bench']): Promise<void> {
  let last = '';
  for (const bound = Date.now() + RESUME_MS; Date.now() < bound; await sleep(200)) {
    const { code, output } = await bench.run('resume', '--as', ISSUER);
    if (code === 0) return;
    last = output;
  }
  throw new Error(`the pause could not be taken back: ${last}`);
}
