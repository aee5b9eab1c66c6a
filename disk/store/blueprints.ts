// The record of the blueprints of each root, in our state folder: what later stages are compared with, and nobody's file can change.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Blueprints, isBlueprints, noBlueprints } from '../../core/artifacts/blueprint/record.js';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { unless } from '../errors.js';
import { PRIVATE_FILE } from '../folder.js';
import { readText } from '../read.js';
import { writeAtomic } from '../write.js';

/** `state`: absolute. One that is missing or damaged is empty. */
export function readBlueprints(state: string, root: string): Blueprints {
  const record: unknown = jsonObject(readText(fileOf(state, root)) ?? undefined);
  return isBlueprints(record, root) ? record : noBlueprints(root);
}

/** Of every root: ids of manifests, blueprints, evaluations and critiques are names of files that all of them share. */
export const allBlueprints = (state: string): Blueprints[] =>
  rootsIn(path.join(state, statePaths.blueprintFolder)).map((root) => readBlueprints(state, root));

export const writeBlueprints = (state: string, record: Blueprints): Promise<void> =>
  writeAtomic(fileOf(state, record.root), JSON.stringify(record), { fsync: true, mode: PRIVATE_FILE });

const fileOf = (state: string, root: string): string => path.join(state, statePaths.blueprints(root));

function rootsIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
    return names.map((name) => name.slice(0, -'.json'.length)).sort();
  } catch (error) {
    unless('ENOENT')(error);
    return [];
  }
}
