// A row of files `<name>.<n>`, of which the last counts. The next number is taken by a hard link, so that one of many callers gets it; the
// last file is never removed, so that a number is never taken twice. What its text says, and when the next may be taken, callers decide.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readText, writeOnce } from '../../agents/files.js';

export interface Last {
  /** 0 = the row is empty. */
  number: number;
  /** Null when there is none, or when a newer one has just taken its place. */
  text: string | null;
}

export function lastOf(dir: string, name: string): Last {
  const number = numbers(dir, name).at(-1) ?? 0;
  return { number, text: number === 0 ? null : readText(join(dir, `${name}.${number}`)) };
}

/** Path of the new last file; null when another was faster: it took the number after `last`, or that is long past. */
export function takeNext(dir: string, name: string, last: Last, text: string): string | null {
  const number = last.number + 1;
  const file = join(dir, `${name}.${number}`);
  if (!writeOnce(file, text)) return null;
  const all = numbers(dir, name);
  const won = all.at(-1) === number;
  const past = won ? all.filter((other) => other < number) : [number];
  for (const other of past) rmSync(join(dir, `${name}.${other}`), { force: true });
  return won ? file : null;
}

/** Numbers in use, lowest first. */
function numbers(dir: string, name: string): number[] {
  const found = readdirSync(dir).flatMap((file) => {
    const [prefix, number, ...rest] = file.split('.');
    return prefix === name && rest.length === 0 && /^\d+$/.test(number ?? '') ? [Number(number)] : [];
  });
  return found.sort((a, b) => a - b);
}
