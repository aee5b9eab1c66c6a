// `queue ls|show`: the items, from their folders.
import { costText } from '../../core/report/cost.js';
import { costIn } from '../../read/report/spent.js';
import type { ItemState } from '../../core/contracts/families.js';
import { changedWords } from '../../core/contracts/changed-words.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { checkId, theOne } from '../ids.js';
import { type Deed, lastDeed } from '../../read/deeds.js';
import { readEvents } from '../../read/events.js';
import { EVENTS_FOR_RUNS, runsOf } from '../../read/item-runs.js';
import { readPiece, shown } from '../../read/files.js';
import { allIds, claimOrder, findPlaces, type Folder, listFolders, type Place } from '../../read/folders.js';
import { headsInFiles, readHeads } from '../../read/heads.js';
import { listInvalid } from '../../read/invalid.js';
import { type ItemView, listItems } from '../../read/items.js';
import { playedItems, playedText, type PlayedView } from '../../read/played.js';
import { readLine } from '../../read/line.js';
import { listBlocked } from '../../read/blocked.js';
import { needBehind } from '../../read/need-behind.js';
import type { Need } from '../../read/need.js';
import { needsOf } from '../../read/needs.js';
import { readSnapshot } from '../../read/snapshot.js';
import { waitingReasons } from '../../read/waiting.js';
import { firstAsked, lastWords } from '../../read/words.js';
import { belowLines, diagnosticsOf, itemsBelow } from '../items/below.js';
import { behindRow, blueprintOf, draftLines, draftRows } from '../items/blueprint.js';
import { changedBy } from '../items/changed.js';
import { saidRows, WORDS_WIDTH } from '../items/said.js';
import { treeHere, treeText } from '../items/tree.js';
import { listed, moreRows, mostRows, restInJson } from '../render/listed.js';
import { clip, section, table } from '../render/table.js';
import { minuteOf, when } from '../render/when.js';
import { REASON_WIDTH, REMEDY_WIDTH } from '../render/widths.js';
import { word } from '../render/word.js';
import { own } from '../../core/own.js';
import { rootText } from '../items/root.js';

const ENDED: readonly ItemState[] = ['done', 'cancelled', 'superseded'];
const TITLE_WIDTH = 60;
const HEADERS = ['STATE', 'FAMILY', 'ID', 'CREATED', 'TITLE', 'WAITS FOR'];

/** `limit`: rows; by default, of a long line, those that come next. */
export function list(context: Context, options: { all?: boolean; limit?: number }): Promise<Result> {
  const dir = findWorkspace(context);
  const folders = listFolders(dir);
  const snapshot = readSnapshot(dir);
  const line = readLine(folders, snapshot);
  const isCut = line.isLong && line.named.length > 0 && options.limit === undefined && !context.json;
  const heads = isCut ? headsInFiles(dir) : readHeads(dir);
  const queued = isCut ? line.named : line.inOrder(heads);
  const others = (states: readonly ItemState[]): Place[] =>
    states.flatMap((state) => claimOrder(listItems(dir, heads, { state })));
  const places = [
    ...others(['active']),
    ...queued,
    ...others(options.all === true ? ['blocked', ...ENDED] : ['blocked']),
  ];
  const count = places.length + line.count - queued.length;
  const limit = mostRows(context.json, options.limit);
  const why = waitingReasons(folders, heads, snapshot);
  const named = places.slice(0, limit);
  const played = playedItems(dir, new Set(named.map(keyOf)));
  const items = named.map((place) => ({
    ...{ ...place, ...heads(place) },
    ...{ waitsFor: why(place), played: played.get(keyOf(place)) ?? null },
  }));
  const setAside = listInvalid(dir).map(({ path }) => path);
  const lines = [...listLines(items, count), ...setAsideRows(setAside.length)];
  return Promise.resolve({ data: { items, count, setAside }, lines });
}

/** What could not be taken in is in no queue, and whoever looks for it there has to be told. */
function setAsideRows(count: number): string[] {
  if (count === 0) return [];
  const what = count === 1 ? '1 file was set aside: it is' : `${count} files were set aside: they are`;
  return [`${what} no document that can be taken in. \`millrace quarantine ls\` says why.`];
}

/** `played`: null when no stage of it was. */
type Row = ItemView & { waitsFor: string | null; played: PlayedView | null };

const keyOf = ({ family, id }: Pick<Place, 'family' | 'id'>): string => `${family}/${id}`;

function listLines(items: readonly Row[], count: number): string[] {
  if (count === 0) return ['Nothing is active, queued or blocked.'];
  const isAnyPlayed = items.some(({ played }) => played !== null);
  const rows = items.map(({ state, family, id, createdAt, title, waitsFor: why, played }) => {
    const head = [state, family, id, minuteOf(createdAt), clip(title, TITLE_WIDTH)];
    return [...head, clip(why ?? '', REASON_WIDTH), ...(isAnyPlayed ? [(played && playedText(played)) ?? ''] : [])];
  });
  const more = count - items.length;
  return [...table(rows, [...HEADERS, ...(isAnyPlayed ? ['PLAYED'] : [])]), ...moreRows(more, 'queue ls --limit all')];
}

export async function show(context: Context, _options: object, id: string): Promise<Result> {
  const dir = findWorkspace(context);
  checkId(id);
  const name = ({ family, state, id: found }: Place): string => `${family}/${found} (${state})`;
  const folders = listFolders(dir);
  const place = theOne('item', id, findPlaces(folders, id), name, () => allIds(folders));
  const item = await itemModel(context, dir, folders, place);
  return { data: item, lines: itemLines(item) };
}

async function itemModel({ env }: Context, dir: string, folders: readonly Folder[], place: Place) {
  const { parseDocument } = await import('../../core/documents/parse.js');
  const { documentFacts } = await import('../../core/documents/facts.js');
  const text = readPiece(shown(dir, place.path))?.text ?? '';
  const parsed = parseDocument(place.family, text);
  const snapshot = readSnapshot(dir);
  const running = snapshot?.runs.find((run) => run.family === place.family && run.id === place.id);
  const heads = readHeads(dir);
  const events = readEvents(dir, EVENTS_FOR_RUNS);
  const runs = runsOf(events, place);
  const waits = waitingReasons(folders, heads, snapshot);
  const facts = parsed.ok ? documentFacts(parsed.document, '', 'drop') : null;
  return {
    ...place,
    document: parsed.ok ? parsed.document : null,
    facts,
    waitsFor: waits(place),
    need: needBehind(place, folders, heads, needsOf(dir, snapshot, listBlocked(dir), [])),
    running: running ?? null,
    blocked: place.state === 'blocked' ? diagnosticsOf(dir, place) : null,
    played: playedItems(dir, new Set([keyOf(place)])).get(keyOf(place)) ?? null,
    said: lastWords(dir, runs),
    asked: place.state === 'blocked' ? firstAsked(dir, runs.at(-1) ?? '') : null,
    below: place.family === 'task' ? [] : itemsBelow(dir, place.id, heads, waits),
    runs,
    changed: await changedBy(dir, env, place),
    tree: await treeHere(dir, env, ({ family, id }) => family === place.family && id === place.id),
    ...(await blueprintOf(dir, env, place)),
    cost: costIn(dir, ({ item }) => item === keyOf(place)),
    deed: lastDeed(events, keyOf(place)),
  };
}

type ItemModel = Awaited<ReturnType<typeof itemModel>>;

function itemLines(item: ItemModel): string[] {
  const { facts, running, blocked, played, waitsFor: why } = item;
  const rows = [
    ['item', `${item.family}/${item.id}`],
    ['title', item.document?.title ?? '(the document cannot be read)'],
    ['state', item.state],
    ...(played === null ? [] : [['played', playedText(played) ?? '']]),
    ['file', `millrace-agents/${item.path}`],
    ...(facts === null
      ? []
      : [
          ['created', when(facts.createdAt)],
          ['lineage', rootText(facts.root)],
        ]),
    ...(item.comesOf === null ? [] : [behindRow(item.comesOf)]),
    ...(facts === null || facts.dependsOn.length === 0 ? [] : [['depends on', facts.dependsOn.join(', ')]]),
    ...(why === null ? [] : [['waits', why]]),
    ...(running === null
      ? []
      : [['now', `${running.node}, stage ${running.stageNumber}, since ${when(running.since)}`]]),
    ...(blocked === null ? [] : blockedRows(blocked)),
    ...(item.blueprint === null ? [] : draftRows(item.blueprint)),
    ...(item.changed === null ? [] : [['changed', changedText(item, changedWords(item.changed))]]),
    ...(item.tree === null ? [] : [['tree', treeText(item.tree)]]),
    ...(item.tree?.others ?? []).map((one) => ['other work', one]),
    ...(item.cost === null ? [] : [['cost', costText(item.cost)]]),
    ...(item.asked === null ? [] : [['asked', clip(`${item.asked.node}: ${item.asked.words}`, WORDS_WIDTH)]]),
    ...saidRows(item.said, blocked),
    ...(item.deed === null ? [] : [['by hand', deedText(item.deed)]]),
    ...(item.need === null ? [] : needRows(item, item.need)),
  ];
  const runs = listed(item.runs, 50, restInJson);
  return [
    ...table(rows),
    ...(item.blueprint === null ? [] : draftLines(item.blueprint)),
    ...section('Lineage', belowLines(item.below)),
    ...section('Runs', runs),
  ];
}

/** `diff` of a root shows what all of it changed, `changed` what the stages of the item itself did. */
function changedText({ id, below }: { id: string; below: readonly unknown[] }, words: string): string {
  if (words !== 'nothing') return `${words}; \`millrace diff ${id}\` shows it`;
  return below.length === 0 ? words : `${words} by itself; \`millrace diff ${id}\` shows all below it`;
}

const deedText = ({ what, issuer, at, reason }: Deed): string =>
  clip(`${what} by ${issuer} at ${when(at)}${reason === '' ? '' : `: ${reason}`}`, REASON_WIDTH);

/** What is to be done about the item, or about the one that it waits for. */
function needRows({ family, id, blocked }: ItemModel, { name, reason, remedy }: Need): string[][] {
  const todo = clip(remedy, REMEDY_WIDTH);
  if (name !== `${family}/${id}`)
    return [
      ['needs you', `${name}: ${clip(reason, REASON_WIDTH)}`],
      ['what to do', todo],
    ];
  return blocked !== null && word(own(blocked, 'remedy')) === remedy ? [] : [['needs you', todo]];
}

/** What ended before its stage left anything has no outcome, and what was ended from outside no stage. */
const stageText = (node: string, outcome: string): string =>
  [node, outcome].filter((one) => one !== 'none').join(' ') || 'no stage';

function blockedRows(blocked: Record<string, unknown>): string[][] {
  const text = (key: string): string => clip(word(own(blocked, key)), REASON_WIDTH);
  return [
    ['blocked at', `${stageText(text('node'), text('outcome'))} (${text('failureClass')}), ${when(text('at'))}`],
    ['reason', clip(word(own(blocked, 'reason')), WORDS_WIDTH)],
    ['what to do', clip(word(own(blocked, 'remedy')), REMEDY_WIDTH)],
  ];
}
