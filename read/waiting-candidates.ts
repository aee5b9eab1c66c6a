// How many skill candidates wait, by the names of their files: to read their records takes libraries for which `status` has no time.
import path from 'node:path';
import { isSafeId } from '../core/contracts/ids.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { candidateFiles } from '../core/learning/candidate-files.js';
import { filesIn, namesIn, shown } from './files.js';

/** Those that are still being filed have no record yet, and are left out. */
export function countCandidates(workspace: string): number {
  const folder = shown(workspace, runtimePaths.candidates);
  const isFiled = (id: string): boolean => filesIn(path.join(folder, id)).includes(candidateFiles.record);
  return namesIn(folder).filter((id) => isSafeId(id) && isFiled(id)).length;
}
