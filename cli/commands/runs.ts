// `runs ls|show`: the run folders, newest first, and the stages in one of them.
import { type Context, findWorkspace, type Result } from '../context.js';
import { checkId, theOne } from '../ids.js';
import { listRuns, type RunView } from '../read/runs.js';
import { readStages, type StageView } from '../read/stages.js';
import { between, duration, tokens } from '../render/duration.js';
import { inert } from '../render/inert.js';
import { section, table } from '../render/table.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';

export function list(context: Context, { limit }: { limit: number }): Promise<Result> {
  const dir = findWorkspace(context);
  const runs = listRuns(dir)
    .slice(0, limit)
    .map((run) => summary(dir, run));
  const rows = runs.map(({ runId, item, stages, lastNode, lastOutcome, tokens: spent, changedAt }) => {
    const age = `${duration(Date.now() - Date.parse(changedAt))} ago`;
    return [runId, item, String(stages), lastNode, lastOutcome ?? '-', spent === null ? '-' : tokens(spent), age];
  });
  const headers = ['RUN', 'ITEM', 'STAGES', 'LAST STAGE', 'OUTCOME', 'TOKENS', 'CHANGED'];
  return Promise.resolve({
    data: { runs },
    lines: runs.length === 0 ? ['There are no runs yet.'] : table(rows, headers),
  });
}

function summary(dir: string, { runId, changedAt }: RunView) {
  const stages = readStages(dir, runId);
  const last = stages.at(-1);
  return {
    runId,
    item: last?.item ?? '',
    stages: stages.length,
    lastNode: last?.node ?? '',
    lastOutcome: last?.outcome ?? null,
    tokens: tokensOf(stages),
    changedAt: new Date(changedAt).toISOString(),
  };
}

export function show(context: Context, _options: object, id: string): Promise<Result> {
  const dir = findWorkspace(context);
  checkId(id);
  const { runId } = theOne('run', id, fitting(listRuns(dir), id), (run) => run.runId);
  const stages = readStages(dir, runId);
  const folder = `${RUNTIME_DIR}/${runtimePaths.runs}/${runId}`;
  const total = tokensOf(stages);
  const head = table([
    ['run', runId],
    ['item', stages.at(-1)?.item ?? ''],
    ['folder', folder],
    ['tokens', total === null ? 'not known' : tokens(total)],
  ]);
  const data = { runId, folder, tokens: total, stages };
  return Promise.resolve({ data, lines: [...head, '', ...stageTable(stages), ...stages.flatMap(fileLines)] });
}

/** `run-` may be left out. */
export function fitting(runs: readonly RunView[], id: string): RunView[] {
  const exact = runs.filter(({ runId }) => runId === id);
  return exact.length > 0 ? exact : runs.filter(({ runId }) => runId.startsWith(id) || runId.startsWith(`run-${id}`));
}

/** Null when no stage says. */
function tokensOf(stages: readonly StageView[]): number | null {
  const known = stages.flatMap((stage) => stage.tokens ?? []);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
}

function stageTable(stages: readonly StageView[]): string[] {
  const rows = stages.map(({ node, outcome, failureClass, startedAt, endedAt, tokens: spent }, at) => [
    ...[String(at + 1), node, outcome ?? (endedAt === null ? 'running' : '-'), failureClass ?? ''],
    ...[between(startedAt, endedAt), spent === null ? '-' : tokens(spent), startedAt ?? ''],
  ]);
  return table(rows, ['#', 'STAGE', 'OUTCOME', 'FAILURE', 'TIME', 'TOKENS', 'STARTED']);
}

const fileLines = ({ node, requestId, files }: StageView): string[] =>
  section(inert(`${node} ${requestId}`), files.map(inert));
