// What agents said of their work, as the results of their stages have it.
import { isContractFailure } from '../core/contracts/failure-lists.js';
import { isSafeId } from '../core/contracts/ids.js';
import { runArtifacts, runtimePaths } from '../core/contracts/paths.js';
import { isRecord } from '../core/form.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';
import { readStages, type StageView } from './stages.js';

export interface WordsView {
  node: string;
  words: string;
}

interface FirstAsked extends WordsView {
  /** They are the runtime's, of a stage whose outcome did not stand. */
  isSeen: boolean;
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
 * What was said by the stage with whose failure the last repairs of a run began, which all found no way either: often the question that a
 * person can answer. Of one whose outcome did not stand, what the runtime saw of it. Null where nothing was repaired.
 */
export function firstAsked(workspace: string, run: string): FirstAsked | null {
  const stages = isSafeId(run) ? readStages(workspace, run).filter(({ askedAgain }) => askedAgain === null) : [];
  const before = stages.findLastIndex((stage) => !failed(stage));
  const [first, ...others] = stages.slice(before + 1);
  if (first === undefined || others.length === 0) return null;
  const { node } = first;
  const seen = detailIn(workspace, run, first.requestId);
  if (seen !== '') return { node, words: seen, isSeen: true };
  return first.words === null ? null : { node, words: first.words, isSeen: false };
}

const failed = ({ outcome, failureClass }: StageView): boolean =>
  outcome === 'BLOCKED' || isContractFailure(failureClass ?? '');

export const askedText = ({ node, words, isSeen }: FirstAsked): string =>
  isSeen ? `what ${node} left did not stand: ${words}` : `${node} said: ${words}`;

/** Of one stage; empty when it said nothing. */
export function wordsIn(workspace: string, run: string, request: string): string {
  const words = resultOf(workspace, run, request)?.['words'];
  return typeof words === 'string' ? words : '';
}

/** Why its outcome did not stand; empty where it did. */
function detailIn(workspace: string, run: string, request: string): string {
  const metadata = resultOf(workspace, run, request)?.['metadata'];
  const { failure_class: failure, detail } = isRecord(metadata) ? metadata : {};
  return typeof failure === 'string' && isContractFailure(failure) && typeof detail === 'string' ? detail : '';
}

const resultOf = (workspace: string, run: string, request: string): Record<string, unknown> | null =>
  isSafeId(run) && isSafeId(request)
    ? jsonObject(readPiece(shown(workspace, `${runtimePaths.runs}/${run}/${runArtifacts.stageResult(request)}`))?.text)
    : null;
