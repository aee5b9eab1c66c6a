// From a raw result to the outcome that enters the workflow, and the stage result that people read. Decided once, then kept.
import path from 'node:path';
import { existsSync } from 'node:fs';
import { bounded } from '../../core/outcome/bounded.js';
import { breakOffOf } from '../../core/outcome/break-off.js';
import { wordsOf } from '../../core/outcome/words.js';
import { isOutcomeOf } from '../../core/engine/lineage/form.js';
import { journalFiles, RUNTIME_DIR, runArtifacts, runtimePaths, statePaths } from '../../core/contracts/paths.js';
import type { ArtifactRef, RunnerRawResult, StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import { jsonObject } from '../../core/json-lines.js';
import type { BlueprintChange } from '../../core/artifacts/blueprint/record.js';
import type { Change } from '../../core/requirements/record.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { keptFolder, runnerFiles } from '../../agents/desk/kept.js';
import { writeShown } from '../../agents/desk/shown.js';
import { digestOfFile } from '../../disk/file-digest.js';
import { writeWhole } from '../../agents/files.js';
import type { Dirs } from '../../disk/dirs.js';
import { shownFile } from '../../disk/folder.js';
import { readIfThere } from '../../disk/read-if-there.js';
import { writeAtomic } from '../../disk/write.js';
import { type Emissions, restText } from './emissions.js';
import { tokenFields } from '../../disk/mirror/usage.js';
import type { Checked } from './effect.js';
import type { Judgement } from './judgement.js';
import type { StageTree } from '../../core/contracts/trees.js';
import type { Recorded } from './recording.js';
import { reportsOf } from './reports.js';
import { tellingOf } from './telling.js';
import { isAskedAgain } from './second-chance.js';

/** What has to survive between deciding and finishing. */
export interface DecidedOutcome {
  outcome: StageOutcome;
  emissions: Emissions;
  judgement?: Judgement;
  requirements?: Change;
  blueprints?: BlueprintChange;
  /** For the stages after it; absent = nothing was remarked upon. */
  remarks?: string[];
}

export async function readDecided(dirs: Dirs, requestId: string): Promise<DecidedOutcome | null> {
  const text = await readIfThere(decidedFile(dirs, requestId));
  const decided = jsonObject(text ?? '') as Partial<DecidedOutcome> | null;
  // One that cannot be read is decided again, from the result of the same agent.
  return isDecided(decided, requestId) ? decided : null;
}

/** The one write of a stage that a power cut must not take: nobody is told, and nothing of the agent's is removed, before it is on the disk. */
export async function writeDecided(dirs: Dirs, requestId: string, decided: DecidedOutcome): Promise<void> {
  const file = decidedFile(dirs, requestId);
  await writeAtomic(file, JSON.stringify(decided), { fsync: 'once', mode: PRIVATE_FILE });
}

const isDecided = (value: Partial<DecidedOutcome> | null, requestId: string): value is DecidedOutcome =>
  isOutcomeOf(requestId, value?.outcome) && Array.isArray(value.emissions?.documents);

const decidedFile = (dirs: Dirs, requestId: string): string =>
  path.join(dirs.state, statePaths.journal(requestId), journalFiles.decided);

interface Around {
  changed: Recorded | null;
  /** Null: it ran in the workspace. */
  tree: StageTree | null;
}

export async function outcomeOf(
  dirs: Dirs,
  request: StageRunRequest,
  raw: RunnerRawResult,
  { verdict, finishes, emissions, remarks, changed, tree }: Checked & Around,
): Promise<StageOutcome> {
  const { outcome, said, resume, resultClass, failureClass, origin, detail, retryAt } = verdict;
  const words = wordsOf(raw.finalMessage ?? '', Object.keys(request.outcomes));
  const rest = restText(emissions, request.runId);
  const refused = emissions.refused.map((one) => `Refused ${one.path}: ${one.reason}`);
  return bounded({
    outcome,
    ...(said === undefined ? {} : { said }),
    resultClass,
    failureClass,
    origin,
    detail,
    ...(words === undefined ? {} : { words }),
    retryAt,
    ...breakOffOf(raw),
    requestId: request.requestId,
    usage: raw.usage,
    startedAt: raw.startedAt,
    endedAt: raw.endedAt,
    emitted: emissions.documents,
    ...(resume === undefined ? {} : { resume }),
    ...(finishes ? { finishes } : {}),
    artifacts: await artifactsOf(dirs, request),
    ...tellingOf(dirs, request, resultClass),
    ...(changed === null ? {} : { changes: changed.changes }),
    ...(tree === null ? {} : { tree }),
    notes: [...raw.notes, ...remarks, ...(changed?.notes ?? []), ...(rest === null ? [] : [rest]), ...refused],
  });
}

/** The files of this request that there are. */
async function artifactsOf(dirs: Dirs, request: StageRunRequest): Promise<ArtifactRef[]> {
  const names = [runArtifacts.stdout, runArtifacts.stderr, runArtifacts.events, runArtifacts.completion];
  const found = names.map((name) => {
    const shown = path.join(RUNTIME_DIR, runtimePaths.runs, request.runId, name(request.requestId));
    return artifact(dirs, shown);
  });
  return (await Promise.all(found)).flat();
}

async function artifact(dirs: Dirs, shown: string): Promise<ArtifactRef[]> {
  const found = await digestOfFile(shownFile(dirs, path.relative(RUNTIME_DIR, shown))).catch(() => null);
  return found === null ? [] : [{ path: shown, ...found }];
}

/** `runs/<run>/stage_results/<request>.json`, with the field names that scripts of the reference read. `runner`: the one that played. */
export function writeStageResult(
  dirs: Dirs,
  request: StageRunRequest,
  runner: string,
  { outcome, remarks }: DecidedOutcome,
): void {
  const result = {
    ...{ ...stageResult(request, runner, outcome), reports: reportsOf(dirs, request) },
    ...(remarks === undefined ? {} : { remarks }),
  };
  const text = `${JSON.stringify(result, null, 2)}\n`;
  const kept = keptFolder(dirs.state, request);
  // For the stages after it; one that never began has left nothing that they could read.
  if (existsSync(kept)) writeWhole(runnerFiles(kept).stageResult, text);
  writeShown(
    dirs.workspace,
    path.join(runtimePaths.runs, request.runId, runArtifacts.stageResult(request.requestId)),
    text,
  );
}

function stageResult(request: StageRunRequest, runner: string, outcome: StageOutcome): Record<string, unknown> {
  const { usage } = outcome;
  // A rehearsal asks no model, whatever the plan binds.
  const bound = runner === request.runner ? request : { model: null, effort: null };
  return {
    schema_version: '1.0',
    kind: 'stage_result',
    request_id: request.requestId,
    run_id: request.runId,
    plane: request.plane,
    stage: request.kind,
    node_id: request.node,
    stage_kind_id: request.kind,
    stage_number: request.stageNumber,
    attempt: request.attempt,
    work_item_family_id: request.item.family,
    work_item_kind: request.item.family,
    work_item_id: request.item.id,
    terminal_result: outcome.said ?? outcome.outcome,
    result_class: outcome.resultClass,
    summary_status_marker: `### ${outcome.said ?? outcome.outcome}`,
    success: outcome.resultClass === 'success' || outcome.resultClass === 'no_op',
    retryable: outcome.failureClass !== null,
    duration_seconds: (Date.parse(outcome.endedAt) - Date.parse(outcome.startedAt)) / 1000,
    artifact_paths: outcome.artifacts.map((one) => one.path),
    detected_marker: markerOf(outcome),
    words: outcome.words ?? null,
    stdout_path: runArtifacts.stdout(request.requestId),
    stderr_path: runArtifacts.stderr(request.requestId),
    runner_name: runner,
    ...(request.fallback === undefined || runner !== request.runner ? {} : { fallback: request.fallback }),
    model_name: bound.model,
    thinking_level: bound.effort,
    model_reasoning_effort: bound.effort,
    skills: request.skills,
    token_usage: usage && tokenFields(usage),
    notes: outcome.notes,
    ...(outcome.changes === undefined ? {} : { changes: outcome.changes }),
    ...(isAskedAgain(request, outcome) ? { asked_again: true } : {}),
    metadata: { failure_class: outcome.failureClass, failure_origin: outcome.origin, detail: outcome.detail },
    emitted: outcome.emitted.map((ref) => `${ref.family}/${ref.id}`),
    started_at: outcome.startedAt,
    completed_at: outcome.endedAt,
  };
}

/** The marker that the agent gave; null when it gave none that is legal. */
function markerOf({ outcome, said, failureClass }: StageOutcome): string | null {
  const marker = said ?? (failureClass === null ? outcome : null);
  return marker === null ? null : `### ${marker}`;
}
