// A tree of many small files that rest: those of the last second would be read again at each checkpoint.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PER_FOLDER = 50;
const LONG_AGO = new Date('2026-01-01T00:00:00Z');

/** Absolute path of the file with this number. */
export const fileAt = (tree: string, number: number): string =>
  path.join(tree, `folder-${Math.floor(number / PER_FOLDER)}`, `file-${number}`);

/** Of 70 to 120 bytes each. */
export function putFiles(tree: string, count: number): void {
  for (let number = 0; number < count; number += 1) {
    const file = fileAt(tree, number);
    if (number % PER_FOLDER === 0) mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `line ${number}\n`.repeat(10));
    utimesSync(file, LONG_AGO, LONG_AGO);
  }
}
