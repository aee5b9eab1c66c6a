// One run: its stages as they were, what the runtime did after each, and why.
import { lstatSync } from 'node:fs';
import { temporalPage, whyThere } from '../../../cli/door.js';
import { isSafeId } from '../../../core/contracts/ids.js';
import type { RunSection } from '../../../core/contracts/mirror.js';
import { runtimePaths } from '../../../core/contracts/paths.js';
import { sumOfCosts } from '../../../core/report/cost.js';
import { type EventView, textOf } from '../../../read/events.js';
import { shown } from '../../../read/files.js';
import type { SpentView } from '../../../read/ledger.js';
import { hasRun } from '../../../read/runs.js';
import { readSnapshot } from '../../../read/snapshot.js';
import { readStages, type StageView as Stage } from '../../../read/stages.js';
import type { RunPage, StageView } from '../../contract.js';
import { notThere } from '../refusal.js';
import { targetOf } from './flow.js';
import { isGood } from './picture.js';
import type { Question } from './question.js';
import { runRow } from './runs.js';

/** Throws `Refused` where there is neither such a run folder nor a run that is about to have one. */
export function runNamed(dir: string, run: string | undefined): string {
  if (run === undefined || !isSafeId(run) || !(hasRun(dir, run) || isBegun(dir, run))) throw notThere('such run');
  return run;
}

/** The report tells of a run before its first stage has a folder. Whatever else lies at its place is no run of ours. */
const isBegun = (dir: string, run: string): boolean =>
  atWork(dir, run) !== undefined &&
  lstatSync(shown(dir, `${runtimePaths.runs}/${run}`), { throwIfNoEntry: false }) === undefined;

const atWork = (dir: string, run: string): RunSection | undefined =>
  readSnapshot(dir)?.runs.find(({ runId }) => runId === run);

export async function runPage(question: Question): Promise<RunPage> {
  const { dir, place, parts, house, now } = question;
  const run = runNamed(dir, parts[0]);
  const stages = readStages(dir, run);
  const row = runRow(question, run, stages);
  const events = place.watched.day(now).events.filter(({ data }) => data['run_id'] === run);
  const spent = place.watched.ledger();
  const work = atWork(dir, run);
  const { id } = place.shown;
  const temporal = id === null ? null : await temporalPage(house.env, { dir, id, item: row.item });
  return {
    ...row,
    ...(row.plane === '' && begunAs(work)),
    stagesRun: stages.map((stage, at) => stageView(dir, { run, stage, at, events, spent, after: stages[at + 1] })),
    ...{ then: thenOf(work, events, row.state), temporal },
  };
}

const begunAs = (work: RunSection | undefined): Partial<RunPage> =>
  work === undefined ? {} : { item: `${work.family}/${work.id}`, plane: work.plane };

interface Shown {
  run: string;
  stage: Stage;
  /** From 0 on. */
  at: number;
  events: readonly EventView[];
  /** What all stages spent. */
  spent: readonly SpentView[];
  /** The one that came next in the run. */
  after: Stage | undefined;
}

function stageView(dir: string, { run, stage, at, events, spent, after }: Shown): StageView {
  const { requestId, changes } = stage;
  const mine = spent.filter(({ request }) => request === requestId);
  return {
    ...{ request: requestId, number: stage.stageNumber ?? at + 1, attempt: stage.attempt ?? 1, node: stage.node },
    ...{ stageKind: stage.stageKind ?? '', runner: stage.runner ?? '', model: stage.model },
    ...{ startedAt: stage.startedAt ?? '', endedAt: stage.endedAt },
    ...{
      outcome: stage.outcome,
      failureClass: stage.failureClass,
      isWell: stage.resultClass === null || isGood(stage.resultClass),
      said: stage.words ?? '',
    },
    next: nextOf(stage, events, after),
    ...{ tokens: stage.tokens, cost: sumOfCosts(mine.map(({ cost }) => cost)) },
    changed: changes === null ? null : { files: changes.files, added: changes.added, removed: changes.removed },
    files: filesOf(dir, run, stage),
  };
}

/** What it left for people first, then what the runtime keeps of it. */
function filesOf(dir: string, run: string, { reports, files }: Stage): StageView['files'] {
  const left = reports.map(({ path, bytes }) => ({ name: path, bytes }));
  const kept = files.map((name) => ({ name, bytes: sizeOf(shown(dir, `${runtimePaths.runs}/${run}/${name}`)) }));
  return [...left, ...kept];
}

const sizeOf = (file: string): number => lstatSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** By the log; where that does not reach back so far, by the stage that came after it. */
function nextOf({ requestId, askedAgain }: Stage, events: readonly EventView[], after: Stage | undefined): string {
  if (askedAgain !== null) return `It was asked once more: ${askedAgain}`;
  const told = events.findLast(({ type, data }) => type === 'router_decision' && data['request_id'] === requestId);
  if (told !== undefined) return nextText(told.data);
  const waited = events.find(
    ({ type, data }) => type === 'stage_waits_for_environment' && data['request_id'] === requestId,
  );
  if (waited !== undefined) return `It waited: ${textOf(waited.data['reason'])}`;
  return after === undefined ? '' : `Then came ${after.node}.`;
}

function nextText(data: EventView['data']): string {
  const [next, why] = [textOf(data['next']), whyThere(data)];
  const where = next.startsWith('end:') ? `The activation ended as ${targetOf(next)}` : `Then came ${next}`;
  return why === '' ? `${where}.` : `${where}, because ${why}.`;
}

const SENTENCES: ReadonlyMap<string, string> = new Map([
  ['work_item_done', 'The item is done'],
  ['work_item_blocked', 'The item is blocked'],
  ['work_item_cancelled', 'The item was cancelled'],
  ['work_item_requeued', 'The item was queued again'],
  ['closure_target_closed', 'The root was closed'],
  ['closure_gap_found', 'The root has a gap, and goes on'],
  ['closure_target_parked', 'The root waits for a person'],
]);

/** `work`: what it does; absent once it has left. */
function thenOf(work: RunSection | undefined, events: readonly EventView[], state: string): string {
  if (work !== undefined)
    return work.waitsFor === null
      ? `${work.node} is ${work.state}.`
      : `${work.node} is ${work.state}: ${work.waitsFor}`;
  const told = events.findLast(({ type }) => SENTENCES.has(type));
  if (told === undefined) return `It left as ${state}.`;
  const reason = textOf(told.data['reason']);
  return `${SENTENCES.get(told.type) ?? ''}${reason === '' ? '.' : `: ${reason}`}`;
}
