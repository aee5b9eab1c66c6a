// A process that commits, sets back, takes up and delivers is killed at any moment with the git that it started, and begun again: in the end every
// commit holds exactly its task's work, and the user's repository is as if nobody had died.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openStand, photograph, read, type Stand } from '../files/trees/stand.js';

const PROGRAM = fileURLToPath(new URL('../../dist/test/long/trees/main.js', import.meta.url));
const KILLS = process.env['MILLRACE_LONG'] === 'slice' ? 15 : 60;

/** Gives whether it came to its end within `ms`. */
async function run(stand: Stand, round: number, ms: number): Promise<boolean> {
  const asked = JSON.stringify({ place: stand.place, base: stand.base(), round });
  const child = spawn(process.execPath, [PROGRAM, asked], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  const over = new Promise<number | null>((resolve) => child.on('close', resolve));
  await Promise.race([over, pause(ms)]);
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  const code = await over;
  if (code !== 0 && code !== null) throw new Error(said);
  return code === 0;
}

/** The same numbers each time, evenly spread. */
const parts = function* (): Generator<number> {
  for (let one = 0.5; ; one = (one + 0.618_033_99) % 1) yield one;
};

/** What a delivery changes, and what git itself notes of it. */
const MOVES = /^(?:a\.txt|r\d+(?:\/.*)?|\.git\/(?:index|ORIG_HEAD|(?:logs\/)?refs\/heads\/main|logs\/HEAD))$/;

it(`survives ${KILLS} kills`, async () => {
  const stand = openStand();
  stand.put('a.txt', 'stashed\n');
  stand.git(['stash', '-q']);
  const before = photograph(stand);
  const spread = parts();
  let [kills, round, length] = [0, 0, 3000];
  while (kills < KILLS) {
    const start = Date.now();
    const isDone = await run(stand, round, (spread.next().value as number) * length * 1.5);
    if (isDone) [round, length] = [round + 1, Math.max(500, Date.now() - start)];
    else kills += 1;
  }
  while (!(await run(stand, round, 600_000)));
  while (round % 3 !== 2) await run(stand, (round += 1), 600_000);
  for (let one = 0; one <= round; one += 1) {
    const commits = stand.git(['log', '--format=%H', `--grep=^Millrace-Run: run-${one}$`, 'millrace/s']).split('\n');
    expect(commits, `run ${one}`).toHaveLength(1);
    const names = stand.git(['diff-tree', '-r', '--name-only', '--no-commit-id', commits[0] ?? '']);
    expect(names.split('\n').sort()).toEqual(['a.txt', `r${one}/new.txt`]);
  }
  expect(stand.git(['status', '--porcelain'])).toBe('');
  expect(stand.git(['rev-parse', 'main'])).toBe(stand.git(['rev-parse', 'millrace/s']));
  expect(read(stand.user, 'a.txt')).toBe(`round ${round}\n`);
  expect(stand.git(['status', '--porcelain'], join(stand.place.dirs.state, 'trees/s'))).toBe('');
  expect(existsSync(join(stand.place.dirs.state, 'landing.json'))).toBe(false);
  stand.git(['fsck', '--full', '--strict']);
  const mine = (all: Record<string, string>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !MOVES.test(name)));
  expect(mine(photograph(stand))).toEqual(mine(before));
});
