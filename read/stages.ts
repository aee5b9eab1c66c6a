// The stage runs of one run folder: what each agent was asked, how it ended, what came of it.
import { isChanges } from '../core/contracts/changes-form.js';
import type { StageChanges } from '../core/contracts/checkpoints.js';
import { runArtifacts, runtimePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { namesIn, readPiece, shown } from './files.js';
import { type ReportView, readReports } from './reports.js';

export interface StageView {
  requestId: string;
  node: string;
  /** Of the stage in its run, and of the try of it, from 1 on; null where nothing says. */
  stageNumber: number | null;
  attempt: number | null;
  /** `family/id` */
  item: string;
  /** Name of the runner that played it; null when it is not known. */
  runner: string | null;
  /** The runner that it stood in for, why, and until when that was limited; null where it stood in for none. */
  fallback: { from: string; because: string; until: string } | null;
  plane: string | null;
  stageKind: string | null;
  /** Null = the runner's own choice. */
  model: string | null;
  /** Null while it runs. */
  outcome: string | null;
  /** Of its outcome, as the plan had it; null while it runs. */
  resultClass: string | null;
  failureClass: string | null;
  /** The first paragraph of its last message; null where it said nothing. */
  words: string | null;
  /** What was wrong with the form of what it left, of an attempt that was asked about once more; null of any other. */
  askedAgain: string | null;
  /** Its agent was told to end, and had not named an outcome. */
  isCut: boolean;
  startedAt: string | null;
  endedAt: string | null;
  /** Tokens in all; null when the runner did not say. */
  tokens: number | null;
  /** What it changed in the work tree; null when nothing is known of it. */
  changes: StageChanges | null;
  /** What it left for people. */
  reports: ReportView[];
  /** Files that the runtime keeps of this request, relative to the run's folder. */
  files: string[];
}

/** Oldest first. `limit`: read only so many requests. `run` must be the name of a run folder. */
export function readStages(workspace: string, run: string, limit = Infinity): StageView[] {
  const names = namesIn(shown(workspace, folderOf(run)));
  const results = namesIn(shown(workspace, `${folderOf(run)}/stage_results`)).map((name) => `stage_results/${name}`);
  const files = [...names, ...results];
  const requests = new Set(files.flatMap((name) => /request-[0-9a-f]+/.exec(name)?.[0] ?? []));
  const stages = [...requests].slice(0, limit).map((request) => stageOf(workspace, run, request, files));
  return stages.sort((a, b) => (a.startedAt ?? '~').localeCompare(b.startedAt ?? '~'));
}

/** Tokens of one request; null when they are not known. */
export const readTokens = (workspace: string, run: string, request: string): number | null =>
  totalOf(completionOf(workspace, run, request));

function stageOf(workspace: string, run: string, request: string, files: readonly string[]): StageView {
  const invocation = objectIn(workspace, run, runArtifacts.invocation(request));
  const completion = completionOf(workspace, run, request);
  const result = objectIn(workspace, run, runArtifacts.stageResult(request));
  const said = { ...invocation, ...completion, ...result };
  const metadata = (result.metadata ?? {}) as Record<string, unknown>;
  const family = textOf(said.work_item_family_id);
  return {
    requestId: request,
    node: textOf(said.node_id) ?? '',
    stageNumber: countOf(said.stage_number),
    attempt: countOf(said.attempt),
    item: family === null ? '' : `${family}/${textOf(said.work_item_id) ?? ''}`,
    runner: textOf(said.runner_name),
    fallback: fallbackOf(said.fallback),
    plane: textOf(said.plane),
    stageKind: textOf(said.stage_kind_id) ?? textOf(said.stage),
    model: textOf(invocation.model_name) ?? textOf(result.model_name),
    outcome: textOf(result.terminal_result),
    resultClass: textOf(result.result_class),
    failureClass: textOf(metadata.failure_class),
    words: textOf(result.words),
    askedAgain: result.asked_again === true ? (textOf(metadata.detail) ?? '') : null,
    isCut: completion.exit_kind === 'cancelled' && metadata.failure_origin !== 'agent',
    startedAt: textOf(said.started_at) ?? textOf(invocation.emitted_at),
    endedAt: textOf(result.completed_at) ?? textOf(completion.ended_at),
    tokens: totalOf(completion),
    changes: changesIn(result),
    reports: readReports(workspace, run, result.reports),
    files: files.filter((name) => name.includes(request)),
  };
}

function fallbackOf(value: unknown): StageView['fallback'] {
  const { from, because, until } = (isObject(value) ? value : {}) as Record<string, unknown>;
  const [first, cause, moment] = [textOf(from), textOf(because), textOf(until)];
  return first === null || cause === null || moment === null ? null : { from: first, because: cause, until: moment };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What is none, in a file that anybody may have written, is not known. */
export const changesIn = ({ changes }: Record<string, unknown>): StageChanges | null =>
  isChanges(changes) ? (changes as StageChanges) : null;

const folderOf = (run: string): string => `${runtimePaths.runs}/${run}`;

const completionOf = (workspace: string, run: string, request: string): Record<string, unknown> =>
  objectIn(workspace, run, runArtifacts.completion(request));

const objectIn = (workspace: string, run: string, name: string): Record<string, unknown> =>
  jsonObject(readPiece(shown(workspace, `${folderOf(run)}/${name}`))?.text) ?? {};

function totalOf({ token_usage: usage }: Record<string, unknown>): number | null {
  const total = typeof usage === 'object' && usage !== null && 'total' in usage ? usage.total : null;
  return typeof total === 'number' ? total : null;
}

const countOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
