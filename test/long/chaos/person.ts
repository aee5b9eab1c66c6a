// A person who works in his checkout while roots are delivered into it: he takes another branch for a while, or changes a file and takes that back, and
// then asks again for what waited for him. Hooks of his own would be heard of, so his git runs none.
import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Bench } from '../../support/bench.js';
import type { Chance } from './chance.js';
import { ISSUER } from './command-kill.js';

const run = promisify(execFile);

/** How long he does one thing, and rests, ms. */
const SHORTEST = 500;
const LONGEST = 4000;
/** A git that was killed leaves its lock for a minute, and his own waits for that. */
const BOUND_MS = 150_000;
const AGAIN_MS = 300;

export interface Person {
  /** Comes back to the base, with nothing changed, and only asks for what waits from then on. */
  settle(): void;
  /** Throws what went wrong with him. */
  leave(): Promise<void>;
  /** How often he was on another branch, and had changes. */
  did(): { away: number; changed: number; asked: number };
}

export function atWork(bench: Bench, chance: Chance): Person {
  const did = { away: 0, changed: 0, asked: 0 };
  const state = { isBusy: true, isThere: true };
  const git = (...args: string[]): Promise<unknown> =>
    run('git', ['-c', 'core.hooksPath=/dev/null', ...args], { cwd: bench.workspace });
  const untilGit = async (...args: string[]): Promise<void> => {
    for (const bound = Date.now() + BOUND_MS; ; await sleep(AGAIN_MS)) {
      const error = await git(...args).then(
        () => null,
        (one: unknown) => one as Error,
      );
      if (error === null) return;
      if (Date.now() > bound) throw new Error(`the person cannot go on: ${error.message}`);
    }
  };
  const while_ = (): Promise<void> => sleep(chance.between(SHORTEST, LONGEST));
  const goAway = async (): Promise<void> => {
    await untilGit('switch', '-q', 'feature');
    did.away += 1;
    await while_();
    await untilGit('switch', '-q', 'main');
  };
  const change = async (): Promise<void> => {
    appendFileSync(path.join(bench.workspace, 'mine.txt'), 'of a person\n');
    did.changed += 1;
    await while_();
    await untilGit('checkout', '-q', '--', 'mine.txt');
  };
  const ask = async (): Promise<void> => {
    for (const root of await parked(bench)) {
      const { code } = await bench.run('closures', 'judge', root, '--reason', 'my checkout is clean', '--as', ISSUER);
      if (code === 0) did.asked += 1;
    }
  };
  const live = async (): Promise<void> => {
    while (state.isThere) {
      await while_();
      if (state.isBusy) await chance.pick([goAway, change])();
      await ask();
    }
  };
  const life = live();
  life.catch(() => undefined);
  return {
    settle: () => void (state.isBusy = false),
    leave() {
      [state.isBusy, state.isThere] = [false, false];
      return life;
    },
    did: () => did,
  };
}

/** Roots that wait for a person, as the files say it. */
async function parked(bench: Bench): Promise<string[]> {
  const { code, output } = await bench.run('closures', 'ls', '--json', '--limit', 'all');
  if (code !== 0) return [];
  const { data } = JSON.parse(output) as { data: { closures: { root: string; state: string }[] } };
  return data.closures.filter(({ state }) => state === 'parked').map(({ root }) => root);
}
