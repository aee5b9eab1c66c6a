// One item: its document as it lies there, its runs, what it changed, and whether it needs a person.
import { changedOfItem } from '../../../cli/door.js';
import { isFamily, isId } from '../../../core/contracts/ids.js';
import { readPiece, shown } from '../../../read/files.js';
import { type Place, placeIn } from '../../../read/folders.js';
import { EVENTS_FOR_RUNS, runsOf } from '../../../read/item-runs.js';
import { readEvents } from '../../../read/events.js';
import { hasRun } from '../../../read/runs.js';
import type { ItemPage } from '../../contract.js';
import { notThere } from '../refusal.js';
import type { Question } from './question.js';
import { type Known, knownOf, rowOf } from './queue.js';
import { runRows } from './runs.js';

/** Of a longer document the beginning is shown. */
const MOST_BYTES = 256 * 1024;
const MOST_RUNS = 50;

export async function itemPage(question: Question): Promise<ItemPage> {
  const { dir, place, parts, house } = question;
  const known = knownOf(dir);
  const found = placeNamed(known, parts[0], parts[1]);
  const item = `${found.family}/${found.id}`;
  const runs = await runsOfItem(question, found);
  const { report } = await place.watched.report();
  return {
    ...rowOf(dir, known, found),
    document: readPiece(shown(dir, found.path), { first: MOST_BYTES })?.text ?? '',
    runs: runRows(question, runs.slice(0, MOST_RUNS)),
    need: report.attention.find((one) => one.item === item) ?? null,
    changed: await changedOfItem(dir, house.env, found),
  };
}

/** Looked up in the folders. */
function placeNamed({ folders }: Known, family: string | undefined, id: string | undefined): Place {
  const place = isFamily(family) && isId(id) ? placeIn(folders, { family, id }) : null;
  if (place === null) throw notThere('such item', 'The queue lists them, with those at their end too.');
  return place;
}

/** The newest first. By the log; where that does not reach back so far, by what the run folders say that were read so far. */
async function runsOfItem({ dir, place: { watched } }: Question, { family, id }: Place): Promise<string[]> {
  const told = runsOf(readEvents(dir, EVENTS_FOR_RUNS), { family, id }).reverse();
  const known = (await watched.runs()).flatMap(({ runId }) =>
    watched.facts.of(runId)?.item === `${family}/${id}` ? [runId] : [],
  );
  return [...new Set([...told, ...known])].filter((run) => isId(run) && hasRun(dir, run));
}
