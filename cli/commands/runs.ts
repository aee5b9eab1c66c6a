// `runs ls|show`: the run folders, newest first, and the stages in one of them.
import { changedWords } from '../../core/contracts/changed-words.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { checkId, theOne } from '../ids.js';
import { costText } from '../../core/report/cost.js';
import { costIn } from '../../read/report/spent.js';
import { type EndedAs, endsOf } from '../../read/ended.js';
import { playedAmong, playedText } from '../../read/played.js';
import { listRuns, type RunView } from '../../read/runs.js';
import { readStages, type StageView } from '../../read/stages.js';
import { runsFitting } from '../tail/target.js';
import { treeHere, treeText } from '../items/tree.js';
import { between, duration, tokens } from '../render/duration.js';
import { moreRows } from '../render/listed.js';
import { section, table } from '../render/table.js';
import { when } from '../render/when.js';
import { stageSection } from '../runs/stage-section.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';

export function list(context: Context, { limit }: { limit: number }): Promise<Result> {
  const dir = findWorkspace(context);
  const found = listRuns(dir);
  const all = found.slice(0, limit).map((run) => ({ run, stages: readStages(dir, run.runId) }));
  const endOf = endsOf(
    dir,
    all.flatMap(({ stages }) => stages),
  );
  const runs = all.map(({ run, stages }) => summary(run, stages, endOf));
  const isAnyPlayed = runs.some(({ played }) => played.played > 0);
  const rows = runs.map(
    ({ runId, item, stages, lastNode, lastOutcome, lastEnded, tokens: spent, changedAt, played }) => {
      const age = `${duration(Date.now() - Date.parse(changedAt))} ago`;
      const came = lastEnded === null ? (lastOutcome ?? '-') : ENDED[lastEnded];
      return [
        runId,
        item,
        String(stages),
        lastNode,
        came,
        spent === null ? '-' : tokens(spent),
        age,
        ...(isAnyPlayed ? [playedText(played) ?? ''] : []),
      ];
    },
  );
  const headers = [
    'RUN',
    'ITEM',
    'STAGES',
    'LAST STAGE',
    'OUTCOME',
    'TOKENS',
    'UPDATED',
    ...(isAnyPlayed ? ['PLAYED'] : []),
  ];
  const more = moreRows(found.length - runs.length, 'runs ls --limit all');
  return Promise.resolve({
    data: { runs, count: found.length },
    lines: runs.length === 0 ? ['There are no runs yet.'] : [...table(rows, headers), ...more],
  });
}

const ENDED: Record<EndedAs, string> = {
  cancelled: 'ended: cancelled',
  queued: 'ended: queued again',
  unknown: 'ended',
};

function summary({ runId, changedAt }: RunView, stages: readonly StageView[], endOf: ReturnType<typeof endsOf>) {
  const last = stages.at(-1);
  const lastEnded = last === undefined ? null : endOf(last);
  return {
    runId,
    item: last?.item ?? '',
    stages: stages.length,
    lastNode: last?.node ?? '',
    lastOutcome: lastEnded === null ? (last?.outcome ?? null) : null,
    lastEnded,
    tokens: tokensOf(stages),
    played: playedOf(stages),
    changedAt: new Date(changedAt).toISOString(),
  };
}

export async function show(context: Context, _options: object, id: string): Promise<Result> {
  const dir = findWorkspace(context);
  checkId(id);
  const all = listRuns(dir);
  const idOf = (run: RunView): string => run.runId;
  const { runId } = theOne('run', id, runsFitting(all, id), idOf, () => all.map(idOf));
  const read = readStages(dir, runId);
  const endOf = endsOf(dir, read);
  const stages = read.map((stage) => ({ ...stage, endedAs: endOf(stage) }));
  const folder = `${RUNTIME_DIR}/${runtimePaths.runs}/${runId}`;
  const total = tokensOf(stages);
  const cost = costIn(dir, ({ run }) => run === runId);
  const played = playedOf(stages);
  const tree = await treeHere(dir, context.env, ({ run }) => run === runId);
  const head = table([
    ['run', runId],
    ['item', stages.at(-1)?.item ?? ''],
    ...(played.played === 0 ? [] : [['played', playedText(played) ?? '']]),
    ['folder', folder],
    ['tokens', total === null ? 'not known' : tokens(total)],
    ...(cost === null ? [] : [['cost', costText(cost)]]),
    ...(tree === null ? [] : [['tree', treeText(tree)]]),
    ...(stages.some(({ changes }) => changes !== null) ? [['changes', `\`millrace diff ${runId}\` shows them`]] : []),
  ]);
  const sections = stages.flatMap((stage, at) => stageSection(stage, numberOf(stage, at)));
  const data = { runId, folder, tokens: total, cost, played, tree, stages };
  return { data, lines: [...head, '', ...stageTable(stages), ...againLines(stages), ...sections] };
}

const playedOf = (stages: readonly StageView[]) => playedAmong(stages.map(({ runner }) => runner));

/** Null when no stage says. */
function tokensOf(stages: readonly StageView[]): number | null {
  const known = stages.flatMap((stage) => stage.tokens ?? []);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
}

/** The number under which `logs` and `diff` know the stage; behind a point, which try of it. `at`: from 0. */
function numberOf({ stageNumber, attempt }: StageView, at: number): string {
  const number = String(stageNumber ?? at + 1);
  return (attempt ?? 1) > 1 ? `${number}.${attempt}` : number;
}

function stageTable(stages: readonly (StageView & { endedAs: EndedAs | null })[]): string[] {
  const rows = stages.map((stage, at) => {
    const { node, outcome, failureClass, startedAt, endedAt, endedAs, tokens: spent, changes } = stage;
    return [
      ...[numberOf(stage, at), node],
      ...(endedAs === null
        ? [outcome ?? (endedAt === null ? 'running' : '-'), failureClass ?? '']
        : [ENDED[endedAs], '']),
      ...[between(startedAt, endedAt), spent === null ? '-' : tokens(spent)],
      ...[changes === null ? '-' : changedWords(changes), when(startedAt ?? '')],
    ];
  });
  return table(rows, ['#', 'STAGE', 'OUTCOME', 'FAILURE', 'TIME', 'TOKENS', 'CHANGED', 'STARTED']);
}

/** What was wrong with each attempt that was asked about once more. */
const againLines = (stages: readonly StageView[]): string[] =>
  section(
    'asked once more',
    stages.flatMap((stage, at) =>
      stage.askedAgain === null
        ? []
        : [`${numberOf(stage, at)} ${stage.node}: ${stage.askedAgain.replace(/\s+/g, ' ')}`],
    ),
  );
