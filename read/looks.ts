// When a workspace is looked at: as its files change, as its view does, each second while something runs, and now and then in any case.
// However long a look takes, looking takes no more than a tenth of the time.
import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { runtimePaths } from '../core/contracts/paths.js';
import { shown } from './files.js';

export interface Looks {
  /** Soon, once, however often it is asked for. */
  ask(): void;
  end(): void;
}

const [BUSY_MS, IDLE_MS] = [1000, 5000];
/** Between two looks at least, and of the time that the last one took. */
const [LEAST_MS, SHARE] = [250, 10];

/** `look`: gives whether anything runs; what it throws is its own to tell. */
export function keepLooking(dir: string, look: () => Promise<boolean>): Looks {
  let timer: NodeJS.Timeout | null = null;
  const is = { looking: false, asked: false, over: false };
  let earliest = 0;
  const plan = (ms: number): void => {
    if (is.over) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void run(), ms);
  };
  const begin = (): void => void ([is.looking, is.asked] = [true, false]);
  const run = async (): Promise<void> => {
    begin();
    const began = performance.now();
    const runs = await look().catch(() => false);
    const took = performance.now() - began;
    is.looking = false;
    earliest = performance.now() + Math.max(LEAST_MS, SHARE * took);
    plan(is.asked ? earliest - performance.now() : Math.max(runs ? BUSY_MS : IDLE_MS, SHARE * took));
  };
  const ask = (): void => {
    if (is.asked) return;
    is.asked = true;
    if (!is.looking) plan(Math.max(0, earliest - performance.now()));
  };
  const watcher = watchFolder(dirname(shown(dir, runtimePaths.snapshot)), ask);
  void run();
  return {
    ask,
    end: () => {
      is.over = true;
      watcher?.close();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** Null where there is none to watch: then the clock alone says when to look. */
function watchFolder(folder: string, changed: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, changed);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}
