// Reading files of the evidence. A file that should be there and cannot be read leaves nothing to judge.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** There is nothing that could be judged; its message says what is missing. */
export class EvidenceError extends Error {}

/** Throws `EvidenceError`. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new EvidenceError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Throws `EvidenceError`. */
export function readJson<T>(file: string): T {
  const text = readText(file);
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new EvidenceError(`${file} is not JSON: ${(error as Error).message}`);
  }
}

/** A line that a kill tore is none: whatever it should have said is missed by the rule that looks for it. */
export function linesOf<T>(text: string): T[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as T];
    } catch {
      return [];
    }
  });
}

/** Sorted; none in a folder that is not there. */
export const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);
