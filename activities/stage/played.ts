// The mark that a rehearsal leaves on an item: which of its stages were played from a script. It is kept with each stage's result, so that
// who lists items reads nothing of their runs.
import path from 'node:path';
import { writeShown } from '../../agents/desk/shown.js';
import { RUNTIME_DIR, runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import { SCRIPTED_RUNNER, type StageRunRequest } from '../../core/contracts/stage.js';
import { jsonObject } from '../../core/json-lines.js';
import { entriesOf } from '../../disk/opened.js';
import { readText } from '../../disk/read.js';
import { inFolderBelow } from '../../disk/way.js';
import type { Dirs } from '../../disk/dirs.js';
import { shownFile } from '../../disk/folder.js';

/** Idempotent. `runner`: the one that played the stage. An item that no script ever played bears no mark. */
export function markPlayed(dirs: Dirs, request: StageRunRequest, runner: string): void {
  const { item, runId, requestId } = request;
  const file = runtimePaths.played(item.family, item.id);
  const known = jsonObject(readText(shownFile(dirs, file)) ?? '');
  const isPlayed = runner === SCRIPTED_RUNNER;
  if (known === null && !isPlayed) return;
  const stages = new Set([...textsIn(known?.['stages']), ...resultsOf(dirs, runId), requestId]);
  const played = new Set([...textsIn(known?.['played']), ...(isPlayed ? [requestId] : [])]);
  writeShown(dirs.workspace, file, `${JSON.stringify({ played: [...played], stages: [...stages] })}\n`);
}

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** Requests of the run that have a result. */
function resultsOf(dirs: Dirs, run: string): string[] {
  const folder = path.join(RUNTIME_DIR, runtimePaths.runs, run, runArtifacts.stageResults);
  try {
    const names = inFolderBelow(dirs.workspace, folder, entriesOf).map(({ name }) => name);
    return names.filter((name) => name.endsWith('.json')).map((name) => path.basename(name, '.json'));
  } catch {
    return [];
  }
}
