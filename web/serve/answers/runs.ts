// Runs in rows, the newest first: those that were asked for, a page at a time. Only what a page shows is read whole.
import { FAMILIES, ITEM_STATES } from '../../../core/contracts/families.js';
import { isId } from '../../../core/contracts/ids.js';
import { sumOfCosts } from '../../../core/report/cost.js';
import { own } from '../../../core/own.js';
import { type EventView, textOf } from '../../../read/events.js';
import { listFolders, type Place, placeOf } from '../../../read/folders.js';
import { headsInFiles } from '../../../read/heads.js';
import type { SpentView } from '../../../read/ledger.js';
import { ENDS } from '../../../read/report/finished.js';
import { partsOf } from '../../../read/report/item-facts.js';
import type { NewestRuns } from '../../../read/run-list.js';
import type { RunView } from '../../../read/runs.js';
import { playedAmong } from '../../../read/played.js';
import { readSnapshot } from '../../../read/snapshot.js';
import { readStages, type StageView } from '../../../read/stages.js';
import type { RunRow, Runs } from '../../contract.js';
import { badQuestion } from '../refusal.js';
import { isGood } from './picture.js';
import { type Question, numberIn, saying, textIn } from './question.js';

const [PAGE, MOST] = [50, 200];
/** How long a search may take before what was found so far is shown. */
const PATIENCE_MS = 1500;

export async function runsAnswer(question: Question): Promise<Runs> {
  const limit = Math.max(1, numberIn(question.query, 'limit', PAGE, MOST));
  const before = textIn(question.query, 'before');
  const { runs, total, unread } = await foundFor(question, before === null ? limit : Infinity);
  const rest = after(runs, before);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const isLast = rest.length + total - runs.length <= page.length;
  return {
    runs: runRows(
      question,
      page.map(({ runId }) => runId),
    ),
    next: isLast || last === undefined ? null : keyOf(last),
    ...{ total, unread },
  };
}

/** `least`: of how many of all has to be known which they are. */
async function foundFor(question: Question, least: number): Promise<NewestRuns & { unread: number }> {
  const { watched } = question.place;
  const { fits, isNarrow } = filterOf(question);
  if (!isNarrow) return { ...(await watched.newestRuns(least)), unread: 0 };
  const all = await watched.runs();
  const unread = await watched.facts.fill(all, PATIENCE_MS);
  const runs = all.filter(({ runId }) => fits(runId));
  return { runs, total: runs.length, unread };
}

const keyOf = ({ runId, changedAt }: RunView): string => `${changedAt}_${runId}`;

/** Those that come after a place in the list, also where the run of it has moved since. */
function after(all: readonly RunView[], before: string | null): readonly RunView[] {
  if (before === null) return all;
  const [, time = '', run = ''] = /^(\d+(?:\.\d+)?)_(.+)$/.exec(before) ?? [];
  if (time === '') throw badQuestion('before takes what the page before said as its next.');
  const at = Number(time);
  return all.filter(({ runId, changedAt }) => changedAt < at || (changedAt === at && runId < run));
}

interface Filter {
  /** Something is asked for. */
  isNarrow: boolean;
  fits(run: string): boolean;
}

function filterOf(question: Question): Filter {
  const { query, place } = question;
  const [state, item, node, model, text] = ['state', 'item', 'node', 'model', 'text'].map((name) =>
    textIn(query, name),
  );
  const isSaid = saying(text ?? null);
  const stateOf = stateIn(question);
  const titleOf = text === null ? () => '' : titles(question.dir);
  const fits = (run: string): boolean => {
    const facts = place.watched.facts.of(run);
    if (facts === null) return false;
    return (
      (item === null || facts.item === item) &&
      (node === null || facts.nodes.includes(node ?? '')) &&
      (model === null || facts.models.includes(model ?? '')) &&
      (state === null || stateOf(run, facts.lastClass) === state) &&
      (isSaid(run, facts.item, ...facts.nodes, ...facts.models) || isSaid(titleOf(facts.item)))
    );
  };
  return { isNarrow: [state, item, node, model, text].some((one) => one !== null), fits };
}

/** Each title is read once. */
function titles(dir: string): (item: string) => string {
  const places = new Map<string, Omit<Place, 'path'>>(
    listFolders(dir).flatMap(({ family, state, ids }) =>
      ids.map((id) => [`${family}/${id}`, { family, state, id }] as const),
    ),
  );
  const heads = headsInFiles(dir);
  return (item) => {
    const found = places.get(item);
    return found === undefined ? '' : heads(placeOf(found.family, found.state, found.id)).title;
  };
}

/** How a run left, or that it goes on. `lastClass`: of its last outcome, where the log does not reach back. */
function stateIn({ dir, place, now }: Question): (run: string, lastClass: string | null) => string {
  const active = new Set((readSnapshot(dir)?.runs ?? []).map(({ runId }) => runId));
  const left = leftIn(place.watched.day(now).events);
  return (run, lastClass) => {
    if (active.has(run)) return 'active';
    return left.get(run) ?? (isGood(lastClass ?? undefined) ? 'done' : 'blocked');
  };
}

function leftIn(events: readonly EventView[]): Map<string, string> {
  const left = new Map<string, string>();
  for (const { type, data } of events) {
    const state = type === 'work_item_requeued' ? 'requeued' : own<string>(ENDS, type);
    const run = textOf(data['run_id']);
    if (state !== undefined && run !== '') left.set(run, state);
  }
  return left;
}

/** `runs`: names of run folders. */
export function runRows(question: Question, runs: readonly string[]): RunRow[] {
  const known = knownOf(question, runs);
  return runs.map((run) => rowOf(run, readStages(question.dir, run), known));
}

/** The same of one run whose stages were read. */
export const runRow = (question: Question, run: string, stages: readonly StageView[]): RunRow =>
  rowOf(run, stages, knownOf(question, [run]));

function knownOf(question: Question, runs: readonly string[]): Known {
  const { dir, place } = question;
  const costOf = costsOf(place.watched.ledger(), new Set(runs));
  return { titleOf: titlesAt(dir), stateOf: stateIn(question), costOf };
}

/** Looks in the few places where a document can be: to list the folders of a long past would take longer. */
function titlesAt(dir: string): (item: string) => string {
  const heads = headsInFiles(dir);
  return (item) => {
    const { family, id } = partsOf(item);
    if (own(FAMILIES, family) === undefined || !isId(id)) return '';
    return ITEM_STATES.map((state) => heads(placeOf(family, state, id)).title).find((title) => title !== '') ?? '';
  };
}

interface Known {
  titleOf(item: string): string;
  stateOf(run: string, lastClass: string | null): string;
  costOf(run: string): RunRow['cost'];
}

function rowOf(run: string, stages: readonly StageView[], { titleOf, stateOf, costOf }: Known): RunRow {
  const [first, last] = [stages[0], stages.at(-1)];
  const item = stages.find((one) => one.item !== '')?.item ?? '';
  const known = stages.flatMap(({ tokens }) => tokens ?? []);
  const state = stateOf(run, last?.resultClass ?? null);
  return {
    ...{ run, item, title: titleOf(item), plane: stages.find(({ plane }) => plane !== null)?.plane ?? '' },
    ...{ state: state === 'blocked' && last?.isCut === true ? 'cancelled' : state, stages: stages.length },
    played: playedAmong(stages.map(({ runner }) => runner)).played,
    ...{ lastNode: last?.node ?? '', lastOutcome: last?.outcome ?? null },
    models: [...new Set(stages.flatMap(({ model }) => model ?? []))],
    tokens: known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0),
    ...{ cost: costOf(run), startedAt: first?.startedAt ?? null },
    endedAt: state === 'active' ? null : (last?.endedAt ?? null),
  };
}

function costsOf(ledger: readonly SpentView[], runs: ReadonlySet<string>): Known['costOf'] {
  const mine = ledger.filter(({ run }) => runs.has(run));
  return (run) => sumOfCosts(mine.filter((one) => one.run === run).map(({ cost }) => cost));
}
