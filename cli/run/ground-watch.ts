// While a worker serves: that the operator's ground is not what was accepted any more, once for each change. The worker goes on as accepted.
import { dirname, join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { stillness } from '../../disk/stillness.js';
import type { Context } from '../context.js';
import { changesText, type Standing, standingOf } from '../trust/standing.js';

const LOOK_MS = 5000;

interface Watched {
  dir: string;
  /** Of the workspace. */
  id: string;
  say(line: string): void;
}

/** Returns the function that ends this. `lookMs`: between two looks. */
export function watchGround(context: Context, { dir, id, say }: Watched, lookMs = LOOK_MS): () => void {
  let told = '';
  let looking = false;
  // To see that nothing happened to any of it costs a part of what it costs to read it.
  const still = stillness();
  let places: readonly string[] = [];
  let isKnown = false;
  const read = async (): Promise<Standing> => {
    const before = places;
    const standing = await still.look(
      before,
      () => standingOf(dir, id, context.env),
      (now) => now.state === 'accepted' && isSame(placesOf(now), before),
    );
    places = placesOf(standing);
    isKnown = places.length === 0 || isSame(places, before);
    return standing;
  };
  const look = async (): Promise<void> => {
    if (still.holds()) return;
    const first = await read();
    // Which places count is known after a look, and how they were has to be known before it.
    const standing = isKnown || first.state !== 'accepted' ? first : await read();
    const what = standing.state === 'accepted' ? '' : changesText(standing);
    if (what === told) return;
    told = what;
    say(
      what === ''
        ? 'What decides how work is done is as it was accepted again.'
        : `What decides how work is done has changed: ${what}. This worker goes on as it was accepted; \`millrace trust\` shows what it means.`,
    );
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    // A workspace that is just going away, or a file that is just being written.
    void look()
      .catch(() => undefined)
      .finally(() => (looking = false));
  }, lookMs);
  return () => clearInterval(timer);
}

/** Of all that was read: files, and the folders in which others may appear. Empty where more than that decides, so that nothing is left out. */
function placesOf({ live, accepted, stateDir }: Standing): string[] {
  if (live.places === null || accepted === null || stateDir === null) return [];
  if (Object.keys(accepted.programs).length > 0) return [];
  const copies = [...accepted.files.keys()].map((name) => join(accepted.home, name));
  const folders = copies.flatMap((file) => foldersTo(accepted.home, file));
  return [...new Set([join(stateDir, statePaths.ground), ...folders, ...copies, ...live.places])];
}

/** `home` and all between it and the file. */
const foldersTo = (home: string, file: string): string[] =>
  file === home ? [] : [...foldersTo(home, dirname(file)), dirname(file)];

const isSame = (now: readonly string[], before: readonly string[]): boolean =>
  now.length > 0 && now.join('\0') === before.join('\0');
