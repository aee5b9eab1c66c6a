// The texts of all files below a folder, for a look whether something is in one of them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../files.js';

export function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.flatMap((one) => (one.isFile() ? (readText(join(one.parentPath, one.name)) ?? []) : []));
  } catch {
    return [];
  }
}
