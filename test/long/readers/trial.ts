// One reader and one seed: whether it throws, and whether a longer text costs it more than its share.
import { diceOf, drawn, pumped } from './grammar.js';
import type { Reader } from './readers.js';

const SHORT = 30_000;
const LONGER = 4;
/** Sixteen is what a quadratic reader needs for a text of four times the length. */
const STEEP = 10;
const WORTH_MS = 100;

/** What a reader did wrong with a drawn text, or null. */
export function tried(reader: Reader, seed: number): string | null {
  try {
    reader.read(drawn(reader, diceOf(seed)));
    return null;
  } catch (error) {
    return `threw ${String(error instanceof Error ? error.stack : error).slice(0, 300)}`;
  }
}

/** Asked three times, because a busy machine may make one answer long. */
export function steep(reader: Reader, seed: number): string | null {
  let worst = '';
  for (let again = 0; again < 3; again += 1) {
    const [short, long] = [SHORT, SHORT * LONGER].map((length) => timed(reader, pumped(reader, diceOf(seed), length)));
    if (short === undefined || long === undefined || long < WORTH_MS || long < STEEP * Math.max(short, 1)) return null;
    worst = `${short.toFixed(0)} ms for ${SHORT} characters, ${long.toFixed(0)} ms for ${SHORT * LONGER}`;
  }
  return worst;
}

function timed({ read }: Reader, text: string): number {
  const start = process.cpuUsage();
  try {
    read(text);
  } catch {
    // What throws is told by the shorter texts.
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
