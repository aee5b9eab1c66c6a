// Which work was played from a script and asked no model: what the stage results say, which stay when the mirror is rebuilt.
import { runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import { SCRIPTED_RUNNER } from '../../core/contracts/stage.js';
import { jsonObject } from '../../core/json-lines.js';
import { namesIn, readPiece, shown } from './files.js';

/** Stages of an item or a run that have a result. */
export interface PlayedView {
  played: number;
  stages: number;
}

/** By `family/id`, of the items that are asked for; those of which no stage was played are absent. Reads one file of every other run. */
export function playedItems(workspace: string, wanted: ReadonlySet<string>): Map<string, PlayedView> {
  const items = new Map<string, PlayedView>();
  if (wanted.size === 0) return items;
  for (const run of namesIn(shown(workspace, runtimePaths.runs))) {
    const { item, runners } = resultsOf(workspace, run, wanted);
    const { played, stages } = items.get(item) ?? { played: 0, stages: 0 };
    const more = playedAmong(runners);
    if (wanted.has(item)) items.set(item, { played: played + more.played, stages: stages + more.stages });
  }
  return new Map([...items].filter(([, { played }]) => played > 0));
}

export const playedAmong = (runners: readonly (string | null)[]): PlayedView => ({
  played: runners.filter((name) => name === SCRIPTED_RUNNER).length,
  stages: runners.length,
});

/** `from a script: 2 of 3 stages`; null where no stage was. */
export function playedText({ played, stages }: PlayedView): string | null {
  if (played === 0) return null;
  return played === stages ? 'from a script, no model was asked' : `from a script: ${played} of ${stages} stages`;
}

/** A run is of one item, which any of its results names. */
function resultsOf(workspace: string, run: string, wanted: ReadonlySet<string>): { item: string; runners: string[] } {
  const runners: string[] = [];
  let item = '';
  for (const name of namesIn(shown(workspace, `${runtimePaths.runs}/${run}/${runArtifacts.stageResults}`))) {
    const path = `${runtimePaths.runs}/${run}/${runArtifacts.stageResults}/${name}`;
    const result = jsonObject(readPiece(shown(workspace, path))?.text);
    if (result === null) continue;
    item = `${String(result.work_item_family_id)}/${String(result.work_item_id)}`;
    if (!wanted.has(item)) break;
    runners.push(String(result.runner_name));
  }
  return { item, runners };
}
