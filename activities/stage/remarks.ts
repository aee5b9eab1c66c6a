// What is said of a finished stage to the one after it: what it did not leave, or did not do, though its outcome stands.
import type { ResultClass } from '../../core/contracts/plan.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { jsonObject } from '../../core/json-lines.js';
import { own } from '../../core/own.js';
import { keptBefore, keptFolder, runnerFiles } from '../../agents/desk/kept.js';
import type { Dirs } from '../../disk/dirs.js';
import { readText } from '../../disk/read.js';
import type { Recorded } from './recording.js';

/** Whoever sums up what it changed was asked for a change; others may write in the work tree, and often have nothing to. */
const SUMMARIES_OF_CHANGES = ['builder_summary', 'fixer_summary', 'merge_report'];

/**
 * Whoever was asked for a change, and succeeded without: that may be right, and nobody else would see it. A further attempt goes on
 * from what the ones before it changed.
 */
export function changedNothing(
  { form, node, item, attempt, capabilities, leaves = {} }: StageRunRequest,
  resultClass: ResultClass,
  recorded: Recorded | null,
): string[] {
  const mayWrite = capabilities?.['workspace.write'] !== undefined;
  const isAsked = mayWrite && SUMMARIES_OF_CHANGES.some((artifact) => own(leaves, artifact) !== undefined);
  if (form === undefined || attempt > 1 || resultClass !== 'success' || !isAsked) return [];
  const { before, after, files } = recorded?.changes ?? { before: null, after: null, files: 0 };
  return before === null || after === null || files > 0
    ? []
    : [`${node}: for ${item.family}/${item.id} it changed no file of the work tree.`];
}

/** Of the stage before this one in its run; empty where nothing was remarked upon. */
export function lastRemarks({ state }: Dirs, request: StageRunRequest): string[] {
  const last = keptBefore(state, request).findLast((one) => one.stageNumber < request.stageNumber);
  if (last === undefined) return [];
  const result = jsonObject(readText(runnerFiles(keptFolder(state, last)).stageResult) ?? undefined);
  const remarks = result?.['remarks'];
  return Array.isArray(remarks) ? remarks.filter((one) => typeof one === 'string') : [];
}
