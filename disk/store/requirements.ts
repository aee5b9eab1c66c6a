// The requirements of each root, in our state folder: what stages said of them, and what the judge does not take from anybody's file.
import path from 'node:path';
import { isRootless } from '../../core/contracts/ids.js';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { isRequirements, noRequirements, type Requirements } from '../../core/requirements/record.js';
import { PRIVATE_FILE } from '../folder.js';
import { readText } from '../read.js';
import { writeAtomic } from '../write.js';

/** `state`: absolute. One that is missing or damaged is empty. */
export function readRequirements(state: string, root: string): Requirements {
  const record: unknown = jsonObject(readText(fileOf(state, root)) ?? undefined);
  return isRequirements(record, root) ? record : noRequirements(root);
}

export const writeRequirements = (state: string, record: Requirements): Promise<void> =>
  writeAtomic(fileOf(state, record.root), JSON.stringify(record), { fsync: true, mode: PRIVATE_FILE });

/** Work without a root of its own has no promise that anybody judges. */
export const hasRequirements = (root: string): boolean => !isRootless(root);

const fileOf = (state: string, root: string): string => path.join(state, statePaths.requirements(root));
