// Entries told short and made whole again. What cannot be made again exactly as it was is told whole.
import type { MirrorEntry } from '../contracts/mirror.js';
import type { Began, Ended, ToldEntry } from '../contracts/told.js';
import { fieldsOf } from '../form.js';
import { beganIn, entriesOfBegan, isBegan } from './began.js';
import { endedIn, entriesOfEnded, isEnded } from './ended.js';
import { newestIn } from './newest.js';

/** Whole again they show the same, in the same order. */
export function toldEntries(all: readonly MirrorEntry[]): ToldEntry[] {
  const entries = newestIn(all);
  const told: ToldEntry[] = [];
  for (let index = 0; index < entries.length;) {
    const [entry, count] = nextTold(entries.slice(index, index + LONGEST));
    told.push(entry);
    index += count;
  }
  return told;
}

/** Entries that one short one stands for, at most. */
const LONGEST = 3;

function nextTold(entries: MirrorEntry[]): [entry: ToldEntry, count: number] {
  for (const short of [beganIn(entries), endedIn(entries)]) {
    if (short === null) continue;
    const whole = wholeEntry(short);
    if (isSame(whole, entries.slice(0, whole.length))) return [short, whole.length];
  }
  return [entries[0] as MirrorEntry, 1];
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Never throws: what has no form of ours stays as it is. */
export const wholeEntries = (told: readonly ToldEntry[]): MirrorEntry[] => told.flatMap(wholeEntry);

function wholeEntry(entry: ToldEntry): MirrorEntry[] {
  const { kind }: Partial<ToldEntry> = fieldsOf(entry);
  if (kind === 'began' && isBegan(entry)) return entriesOfBegan(entry as Began);
  if (kind === 'ended' && isEnded(entry)) return entriesOfEnded(entry as Ended);
  return [entry as MirrorEntry];
}
