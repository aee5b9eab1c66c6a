// What the last stages noted about themselves: what could not be ended after them, walls that their runner does not know.
import { runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { readPiece, shown } from './files.js';

const MOST = 8;

/** Each sentence once, the newest first. `stages`: oldest first. */
export function readNotes(workspace: string, stages: readonly { run: string; request: string }[]): string[] {
  const all = [...stages].reverse().flatMap(({ run, request }) => notesOf(workspace, run, request));
  return [...new Set(all)].slice(0, MOST);
}

function notesOf(workspace: string, run: string, request: string): string[] {
  if (run === '' || request === '') return [];
  const file = shown(workspace, `${runtimePaths.runs}/${run}/${runArtifacts.stageResult(request)}`);
  const notes = jsonObject(readPiece(file)?.text)?.['notes'];
  return Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : [];
}
