// Workflows that cannot go on, as the worker last saw them.
import type { WorkerTrouble } from '../core/contracts/mirror.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';

/** None when the file is missing or damaged. */
export function readTroubles(workspace: string): WorkerTrouble[] {
  const list = jsonObject(readPiece(shown(workspace, runtimePaths.troubles))?.text);
  return Array.isArray(list) ? list.filter(isTrouble) : [];
}

const isTrouble = (value: unknown): value is WorkerTrouble =>
  typeof value === 'object' && value !== null && 'workflow' in value && 'attempt' in value && 'cause' in value;
