// The state home of one user is closed to all others. Older builds, and a loose umask, left it open: it is put right when a worker starts.
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { statePaths } from '../core/contracts/paths.js';
import { closeToOthers, isClosed, openToOthers } from '../disk/private.js';
import { serverFiles } from './server/record.js';
import { binaryCache } from './state-home.js';

/** As many are looked at in one breath. */
const BREATH = 50;
const STICKY = 0o1000;

/** `state`: our folder of one workspace in it, or null. What others may use, absolute; only what is surely ours, and nothing in a closed folder. Null: see `openToOthers`. */
export function* openPlaces(home: string, state: string | null): Generator<string | null> {
  if (isOurOwn(home)) {
    if (isClosed(lstatSync(home))) return;
    yield home;
  }
  // In the trees of roots lies work of agents: what rights its files have is not for us to say.
  const trees = state === null ? null : path.join(state, statePaths.trees);
  for (const folder of [state, serverFiles(home).dir, binaryCache(home)])
    if (folder !== null) yield* openToOthers(folder, (one) => path.dirname(one) === trees);
}

/** The home at once, the rest by and by. Never throws. */
export async function closeHome(home: string, state: string, say: (line: string) => void): Promise<void> {
  let [count, looked] = [0, 0];
  try {
    for (const place of openPlaces(home, state)) {
      if (place !== null && closeToOthers(place)) count += 1;
      if ((looked += 1) % BREATH === 0) await setImmediate();
    }
  } catch (error) {
    say(`Whether others may look into ${home} could not be found out: ${String(error)}`);
  }
  if (count > 0)
    say(`Other users could look into our state in ${home}: ${count} files and folders are closed to them now.`);
}

/** Not a folder that somebody shares, or that holds all that is the user's. */
function isOurOwn(home: string): boolean {
  if (!existsSync(home) || realpathSync(home) === homedir()) return false;
  const stat = lstatSync(home);
  return stat.isDirectory() && (stat.mode & STICKY) === 0 && path.dirname(home) !== home;
}
