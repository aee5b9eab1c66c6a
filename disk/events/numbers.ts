// Who gives an event its number: the one writer of the log, under the lock of the mirror. Our state remembers the last one given, so that
// numbers grow on over a log that was cut short, removed or put aside; the log itself tells it where our state was lost.
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Dirs } from '../dirs.js';
import { PRIVATE_FILE } from '../folder.js';
import { readText } from '../read.js';
import { writeAtomic } from '../write.js';
import { lastNumber } from './since.js';

/** The first of `count` numbers that nobody had before. Hold the mirror until the lines are written. */
export async function takeNumbers({ workspace, state }: Dirs, count: number): Promise<number> {
  const file = path.join(state, statePaths.feed);
  const given = jsonObject(readText(file) ?? '')?.['last'];
  const last = highest(Number.isSafeInteger(given) ? Number(given) : null, lastNumber(workspace, true));
  await writeAtomic(file, `${JSON.stringify({ last: last + count })}\n`, { mode: PRIVATE_FILE });
  return last + 1;
}

/** What the log may be ahead of our state: lines of a writer that died before it said how far it came. */
const MOST_AHEAD = 10_000;

/** The log lies where agents write: a number that none of ours can have come to is nobody's. */
const highest = (given: number | null, logged: number): number =>
  given === null ? logged : logged > given + MOST_AHEAD ? given : Math.max(given, logged);
