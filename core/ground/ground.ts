// The operator's ground of a workspace: what decides how work is done there. One digest names all of it.
import { canonicalJson, sha256Hex } from '../contracts/digest.js';
import { runtimePaths } from '../contracts/paths.js';

/** Folders of the ground, relative to `millrace-agents/`. Everything in them counts, scripts of skills too. */
export const GROUND_FOLDERS = ['families', 'graphs', 'modes', 'skills', 'stages'] as const;

/** Single files of the ground. */
export const GROUND_FILES = [runtimePaths.config, 'artifacts.toml'] as const;

/** What our own commands write into those folders as a record, and nothing is decided by. */
const RECORDS: readonly string[] = [runtimePaths.skillLog];

/** sha256 of every file, by its path relative to `millrace-agents/`. */
export type Ground = ReadonlyMap<string, string>;

export interface GroundChange {
  path: string;
  kind: 'added' | 'changed' | 'removed';
}

/** `path`: relative to `millrace-agents/`. */
export function isGround(path: string): boolean {
  const [folder = '', ...rest] = path.split('/');
  if (rest.length === 0) return (GROUND_FILES as readonly string[]).includes(path);
  return (GROUND_FOLDERS as readonly string[]).includes(folder) && !RECORDS.includes(path);
}

/** The same files with the same bytes have the same name, in whatever order they were found. */
export const groundDigest = (ground: Ground): string => sha256Hex(canonicalJson([...ground].sort(byPath)));

/** Sorted by path. */
export function groundChanges(before: Ground, after: Ground): GroundChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === now) return [];
    return [{ path, kind: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed' }];
  });
}

const byPath = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : a > b ? 1 : 0);
