// What agents said of their work, as the results of their stages have it.
import { isSafeId } from '../core/contracts/ids.js';
import { runArtifacts, runtimePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';
import { readStages } from './stages.js';

export interface WordsView {
  node: string;
  words: string;
}

/** Runs that are looked into, from the newest. */
const RUNS = 3;

/** Of the last stage that said anything; null when none did. `runs`: of an item, oldest first. */
export function lastWords(workspace: string, runs: readonly string[]): WordsView | null {
  for (const run of runs.filter(isSafeId).slice(-RUNS).reverse()) {
    const stage = readStages(workspace, run).findLast(({ words }) => words !== null);
    if (stage !== undefined) return { node: stage.node, words: stage.words ?? '' };
  }
  return null;
}

/**
 * What was said by the stage with whose BLOCKED the last repairs of a run began, which all found no way either: often the question that a
 * person can answer. Null where nothing was repaired.
 */
export function firstAsked(workspace: string, run: string): WordsView | null {
  const stages = isSafeId(run) ? readStages(workspace, run).filter(({ askedAgain }) => askedAgain === null) : [];
  const before = stages.findLastIndex(({ outcome }) => outcome !== 'BLOCKED');
  const [first, ...others] = stages.slice(before + 1);
  if (first === undefined || first.words === null || others.length === 0) return null;
  return { node: first.node, words: first.words };
}

/** Of one stage; empty when it said nothing. */
export function wordsIn(workspace: string, run: string, request: string): string {
  if (!isSafeId(run) || !isSafeId(request)) return '';
  const file = shown(workspace, `${runtimePaths.runs}/${run}/${runArtifacts.stageResult(request)}`);
  const words = jsonObject(readPiece(file)?.text)?.['words'];
  return typeof words === 'string' ? words : '';
}
