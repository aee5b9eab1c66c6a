// What the last stages noted about themselves: what could not be ended after them, walls that their runner does not know.
import { join } from 'node:path';
import { runArtifacts, runtimePaths, statePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';

const MOST = 8;

/** Each sentence once, the newest first. `stages`: oldest first. */
export function readNotes(workspace: string, stages: readonly { run: string; request: string }[]): string[] {
  const all = [...stages].reverse().flatMap(({ run, request }) => notesOf(workspace, run, request));
  return [...new Set(all)].slice(0, MOST);
}

/** What the walls left open when a plan was used last. `stateDir`: ours of the workspace; null = it has none. */
export function readOpenWalls(stateDir: string | null): string[] {
  const open = stateDir === null ? null : jsonObject(readPiece(join(stateDir, statePaths.walls))?.text)?.['open'];
  return Array.isArray(open) ? open.filter((line) => typeof line === 'string') : [];
}

function notesOf(workspace: string, run: string, request: string): string[] {
  if (run === '' || request === '') return [];
  const file = shown(workspace, `${runtimePaths.runs}/${run}/${runArtifacts.stageResult(request)}`);
  const notes = jsonObject(readPiece(file)?.text)?.['notes'];
  return Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : [];
}
