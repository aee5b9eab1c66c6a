// Which Pi is installed, and the Node that it needs: read from its package beside the program, so that nothing is started for it.
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jsonObject } from '../../core/json-lines.js';
import { fields, text } from '../fields.js';
import { readText } from '../files.js';

export interface PiPackage {
  /** `1.6.0` */
  version: string;
  /** `22.19.0`; null when the package does not say. */
  node: string | null;
}

/** The program lies so deep in its package. */
const DEPTH = 4;

/** `program`: absolute. Null for one that is in no package of Pi. */
export function piPackage(program: string): PiPackage | null {
  let folder = dirname(realOf(program));
  for (let depth = 0; depth < DEPTH; depth += 1, folder = dirname(folder)) {
    const found = jsonObject(readText(join(folder, 'package.json')) ?? undefined);
    if (found !== null && text(found['name']).endsWith('/pi-coding-agent')) return packageOf(found);
  }
  return null;
}

function packageOf(found: Readonly<Record<string, unknown>>): PiPackage {
  const node = /\d+(?:\.\d+){0,2}/.exec(text(fields(found['engines'])['node']))?.[0] ?? null;
  return { version: text(found['version']), node };
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Since 1.0 Pi sends a bare name as the key itself, and knows the flags by which the work tree's own settings count for nothing. */
export const isNewer = (found: PiPackage | null): boolean => found !== null && !isOlderThan(found.version, '1.0.0');

/** Whether a version is below another one, number by number. Pure. */
export function isOlderThan(version: string, wanted: string): boolean {
  const [have, need] = [version, wanted].map((one) => one.replace(/^v/, '').split('.').map(Number));
  const at = need?.findIndex((number, index) => (have?.[index] ?? 0) !== number) ?? -1;
  return at !== -1 && (have?.[at] ?? 0) < (need?.[at] ?? 0);
}
