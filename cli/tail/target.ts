// Which stages one means who asks for logs: of the run at work, of a run, or of the newest run of an item, all of them or some.
import { didYouMean } from '../../core/plan/diagnostics.js';
import { readEvents } from '../../read/events.js';
import { findPlaces, type Folder, listFolders } from '../../read/folders.js';
import { EVENTS_FOR_RUNS, runsOf } from '../../read/item-runs.js';
import { listRuns, type RunView } from '../../read/runs.js';
import { readSnapshot } from '../../read/snapshot.js';
import { readStages, type StageView } from '../../read/stages.js';
import { notFound } from '../errors.js';
import { checkId, theOne } from '../ids.js';
import { begunStages, type RunPlace } from './stage.js';

/** A stage with the number under which it is asked for. */
export type Numbered = StageView & { number: number };

/** Runs, oldest first. `name`: of what was asked for. Exit 2 or 4 where it cannot be told. */
export function runsMeant(workspace: string, id: string | undefined): { name: string; runs: string[] } {
  const all = listRuns(workspace);
  if (id === undefined) return { name: 'this workspace', runs: [newestRun(workspace, all)] };
  checkId(id);
  const folders = listFolders(workspace);
  const items = findPlaces(folders, id).map(({ family, id: item, state }) => ({ family, id: item, state }));
  const isExact = items.some((item) => item.id === id);
  const runs = isExact ? all.filter(({ runId }) => runId === id) : runsFitting(all, id);
  const found = [...items, ...runs];
  if (found.length === 0) throw unknown(id, folders, all);
  const one = theOne('item', id, found, (each) =>
    'runId' in each ? `run ${each.runId}` : `${each.family}/${each.id}`,
  );
  if ('runId' in one) return { name: one.runId, runs: [one.runId] };
  const name = `${one.family}/${one.id}`;
  const mine = runsOfItem(workspace, one, all);
  if (mine.length > 0) return { name, runs: mine };
  throw notFound(`Nothing is recorded of ${name}: it is ${one.state}, and no agent has worked on it.`, LOOK);
}

const LOOK = '`millrace runs ls` shows the runs, `millrace queue ls --all` the items.';

/** `run-` may be left out. */
export function runsFitting(runs: readonly RunView[], id: string): RunView[] {
  const exact = runs.filter(({ runId }) => runId === id);
  return exact.length > 0 ? exact : runs.filter(({ runId }) => runId.startsWith(id) || runId.startsWith(`run-${id}`));
}

/** Where the log does not reach back so far, the folders of the runs say it. */
function runsOfItem(workspace: string, item: { family: string; id: string }, all: readonly RunView[]): string[] {
  const there = new Set(all.map(({ runId }) => runId));
  const told = runsOf(readEvents(workspace, EVENTS_FOR_RUNS), item).filter((run) => there.has(run));
  if (told.length > 0) return told;
  const isOf = ({ runId }: RunView): boolean =>
    readStages(workspace, runId, 1)[0]?.item === `${item.family}/${item.id}`;
  return all
    .filter(isOf)
    .map(({ runId }) => runId)
    .reverse();
}

function newestRun(workspace: string, runs: readonly RunView[]): string {
  const active = readSnapshot(workspace)?.runs[0]?.runId;
  const run = runs.find(({ runId }) => runId === active) ?? runs[0];
  if (run === undefined) throw notFound('There are no runs yet.', '`millrace status` shows what is queued.');
  return run.runId;
}

function unknown(id: string, folders: readonly Folder[], runs: readonly RunView[]): Error {
  const known = [...folders.flatMap(({ ids }) => ids), ...runs.map(({ runId }) => runId)];
  return notFound(`There is no item and no run ${id} in this workspace.${didYouMean(id, known)}`, LOOK);
}

/** Oldest first. */
export const numbered = (place: RunPlace): Numbered[] =>
  begunStages(place).map((stage, at) => ({ ...stage, number: stage.stageNumber ?? at + 1 }));

/** By name or number; without one, the last. */
export const picked = (stages: readonly Numbered[], asked: string | undefined): Numbered[] =>
  asked === undefined ? stages.slice(-1) : stages.filter((one) => one.node === asked || String(one.number) === asked);

export function noStage(name: string, asked: string, stages: readonly Numbered[]): Error {
  const meant = didYouMean(
    asked,
    stages.map(({ node }) => node),
  );
  const known = stages.length === 0 ? LOOK : `It has: ${listOf(stages)}.`;
  return notFound(`${name} has no stage ${asked} that has begun.${meant}`, known);
}

/** `1 builder, 2 checker` */
export const listOf = (stages: readonly Numbered[]): string =>
  [...new Set(stages.map(({ number, node }) => `${number} ${node}`))].join(', ');
