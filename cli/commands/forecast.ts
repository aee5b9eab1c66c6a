// `forecast`: what the work that is there may take at most, and what such work has usually taken here. Read from files; asks no server.
import { isLive } from '../../core/contracts/families.js';
import type { Plan } from '../../core/contracts/plan.js';
import { amountOf, moneyText } from '../../core/contracts/money.js';
import {
  addedUp,
  groupedBy,
  kindsIn,
  type KindFacts,
  type Middle,
  middleOf,
  type WorstCase,
  worstCase,
} from '../../core/report/forecast.js';
import { findPlaces, type Folder, listFolders, type Place, placeOf } from '../../read/folders.js';
import { headsInFiles } from '../../read/heads.js';
import { readLedger, type SpentView } from '../../read/ledger.js';
import { readLineage } from '../../read/lineage.js';
import { activePlan } from '../../read/plans.js';
import { readSnapshot, type SnapshotView } from '../../read/snapshot.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { checkId, theOne } from '../ids.js';
import { tokens } from '../render/duration.js';
import { restInJson, ROWS } from '../render/listed.js';
import { section, table } from '../render/table.js';

interface Foreseen {
  item: string;
  state: string;
  /** Null where the plan has no way for it. */
  worst: WorstCase | null;
}

export async function forecast(context: Context, _options: object, id?: string): Promise<Result> {
  const dir = findWorkspace(context);
  const plan = await planOf(context, dir);
  const spent = readLedger(dir);
  const currency = spent.findLast(({ cost }) => cost !== null)?.cost?.currency ?? null;
  const kinds = kindsIn(spent.map(sampleIn(currency)));
  const folders = listFolders(dir);
  const chosen = chosenItems(dir, folders, id);
  const snapshot = readSnapshot(dir);
  const items = chosen.filter(({ state }) => isLive(state)).map((item) => foreseen(plan, item, kinds, snapshot));
  const usual = usualOf(folders, chosen, { spent, currency });
  return {
    data: dataOf({ items, kinds, usual, currency }),
    lines: linesOf({ items, kinds, usual, currency }),
  };
}

interface Forecast {
  items: Foreseen[];
  kinds: KindFacts[];
  usual: Usual[];
  currency: string | null;
}

/** The active one; before there is any, what would become it. */
async function planOf(context: Context, workspace: string): Promise<Plan> {
  const named = activePlan(workspace);
  if (named !== null && named !== 'damaged') return named.plan;
  return (await (await import('../compile.js')).compilePlan(context, { workspace })).named.plan;
}

type Chosen = Pick<Place, 'family' | 'state' | 'id'>;

/** Of a root, all that is below it. */
function chosenItems(dir: string, folders: readonly Folder[], id: string | undefined): Chosen[] {
  if (id === undefined)
    return folders.flatMap(({ family, state, ids }) => ids.map((one) => placeOf(family, state, one)));
  checkId(id);
  const name = ({ family, state, id: found }: Place): string => `${family}/${found} (${state})`;
  const place = theOne('item', id, findPlaces(folders, id), name);
  return place.family === 'task' ? [place] : [place, ...readLineage(dir, headsInFiles(dir), place.id)];
}

/** Costs in another currency say nothing in this one. */
const sampleIn =
  (currency: string | null) =>
  ({ stage, total, cost }: SpentView) => ({
    ...{ stage, tokens: total },
    micros: cost !== null && cost.currency === currency ? cost.micros : null,
  });

function foreseen(
  plan: Plan,
  { family, id, state }: Chosen,
  kinds: KindFacts[],
  snapshot: SnapshotView | null,
): Foreseen {
  const run = snapshot?.runs.find((one) => one.family === family && one.id === id);
  const done = state === 'active' && run !== undefined ? run.stageNumber - 1 : 0;
  return { item: `${family}/${id}`, state, worst: worstCase(plan, { family, done }, kinds) };
}

interface Usual {
  family: string;
  /** Items that are done and said what they used. */
  items: number;
  tokens: Middle;
  micros: Middle | null;
}

/** What items that are done took, of the families that were asked for. */
function usualOf(
  folders: readonly Folder[],
  chosen: readonly Chosen[],
  { spent, currency }: { spent: readonly SpentView[]; currency: string | null },
): Usual[] {
  const families = [...new Set(chosen.map(({ family }) => family))].sort();
  const byItem = groupedBy(
    spent.map((one) => ({ item: one.item, ...sampleIn(currency)(one) })),
    ({ item }) => item,
  );
  return families.flatMap((family) => {
    const done = folders.filter((one) => one.family === family && one.state === 'done');
    const took = done
      .flatMap(({ ids }) => ids)
      .flatMap((id) => {
        const stages = byItem.get(`${family}/${id}`);
        return stages === undefined ? [] : [stages];
      });
    const sum = (stages: (typeof took)[number]): number => stages.reduce((all, one) => all + one.tokens, 0);
    const priced = took.filter((stages) => stages.every(({ micros }) => micros !== null));
    const micros = middleOf(priced.map((stages) => stages.reduce((all, one) => all + (one.micros ?? 0), 0)));
    const middle = middleOf(took.map(sum));
    return middle === null ? [] : [{ family, items: took.length, tokens: middle, micros }];
  });
}

const costOf = (micros: Middle | null, currency: string | null): object | null =>
  micros === null || currency === null
    ? null
    : { currency, median: amountOf(micros.median), p90: amountOf(micros.p90) };

function dataOf({ items, kinds, usual, currency }: Forecast): Record<string, unknown> {
  const shown = ({ worst }: Foreseen) =>
    worst && {
      ...{ stageRuns: worst.stageRuns, agentStarts: worst.agentStarts, exact: worst.isExact },
      ...{ tokens: worst.tokens, cost: costOf(worst.micros, currency), unknownKinds: worst.unknown },
    };
  return {
    meaning: MEANING,
    items: items.map((one) => ({ item: one.item, state: one.state, worst: shown(one) })),
    total: totalOf(items, currency),
    kinds: kinds.map(({ micros, ...kind }) => ({ ...kind, cost: costOf(micros, currency) })),
    usual: usual.map(({ micros, ...one }) => ({ ...one, cost: costOf(micros, currency) })),
  };
}

function totalOf(items: readonly Foreseen[], currency: string | null) {
  const all = items.flatMap(({ worst }) => worst ?? []);
  return {
    items: items.length,
    agentStarts: all.reduce((sum, { agentStarts }) => sum + agentStarts, 0),
    tokens: addedUp(all.map((one) => one.tokens)),
    cost: costOf(addedUp(all.map(({ micros }) => micros)), currency),
  };
}

const MEANING =
  'The worst case that the plan allows for what is there now, and no estimate. Work that stages add, waits for an environment and tries by hand come on top.';

function linesOf({ items, kinds, usual, currency }: Forecast): string[] {
  const text = (middle: Middle | null): string[] => [
    middle === null ? 'not known' : tokens(middle.median),
    middle === null ? '' : tokens(middle.p90),
  ];
  const money = (micros: Middle | null): string[] =>
    currency === null
      ? []
      : [micros === null ? 'not known' : `${moneyText(micros.median, currency)} to ${moneyText(micros.p90, currency)}`];
  const cost = currency === null ? [] : ['COST'];
  const worst = addedUp(items.map((one) => one.worst?.tokens ?? null));
  const starts = items.reduce((sum, one) => sum + (one.worst?.agentStarts ?? 0), 0);
  const rows = [
    ...items
      .slice(0, ROWS)
      .map((one) => [
        one.item,
        one.state,
        startsText(one),
        ...text(one.worst?.tokens ?? null),
        ...money(one.worst?.micros ?? null),
      ]),
    [
      'in all',
      '',
      `at most ${starts}`,
      ...text(worst),
      ...money(addedUp(items.map((one) => one.worst?.micros ?? null))),
    ],
  ];
  const unknown = [...new Set(items.flatMap((one) => one.worst?.unknown ?? []))].sort();
  const headers = ['ITEM', 'STATE', 'AGENT STARTS', 'TOKENS, MEDIAN', '90 %', ...cost];
  return [
    MEANING,
    '',
    ...(items.length === 0 ? ['Nothing is queued, active or blocked.'] : table(rows, headers)),
    ...(items.length > ROWS ? [restInJson(items.length - ROWS)] : []),
    ...section(
      'Usual so far, for an item that is done',
      usual.map((one) => usualText(one, currency)),
    ),
    ...section(
      'What a stage took here',
      kinds.length === 0
        ? ['no stage has said what it used yet']
        : table(
            kinds.map((kind) => [kind.stage, String(kind.samples), ...text(kind.tokens), ...money(kind.micros)]),
            ['STAGE', 'SAMPLES', 'MEDIAN', '90 %', ...cost],
          ),
    ),
    ...section('Nothing is known yet of', unknown.length === 0 ? [] : [unknown.join(', ')]),
  ];
}

const startsText = ({ worst }: Foreseen): string =>
  worst === null
    ? 'the plan has no way for it'
    : `at most ${worst.agentStarts}${worst.isExact ? '' : ' (an upper bound)'}`;

function usualText({ family, items, tokens: took, micros }: Usual, currency: string | null): string {
  const cost = micros === null || currency === null ? '' : `, ${moneyText(micros.median, currency)}`;
  return `${family}: ${tokens(took.median)} tokens${cost} (median of ${items}), nine of ten at most ${tokens(took.p90)}`;
}
