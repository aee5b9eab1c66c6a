// Items in rows: in the order of claims, then what is blocked, then, where all are asked for, what is at its end.
import { isLive, ITEM_STATES, type ItemState } from '../../../core/contracts/families.js';
import { runtimePaths } from '../../../core/contracts/paths.js';
import { jsonObject } from '../../../core/json-lines.js';
import { readPiece, shown } from '../../../read/files.js';
import { type Folder, listFolders, type Place, placeOf } from '../../../read/folders.js';
import { readHeads, type HeadsOf } from '../../../read/heads.js';
import { rootOfItem } from '../../../read/lineage.js';
import { readLine } from '../../../read/line.js';
import { readSnapshot } from '../../../read/snapshot.js';
import { type ReasonOf, waitingReasons } from '../../../read/waiting.js';
import type { Queue, QueueRow } from '../../contract.js';
import { badQuestion } from '../refusal.js';
import { numberIn, type Question, saying, textIn } from './question.js';

const [PAGE, MOST] = [200, 1000];
const OPEN: readonly ItemState[] = ['active', 'queued', 'blocked'];
const ENDED: readonly ItemState[] = ITEM_STATES.filter((state) => !isLive(state));

export function queueAnswer({ dir, query }: Question): Queue {
  const known = knownOf(dir);
  const states = statesIn(query);
  const isSaid = saying(textIn(query, 'text'));
  const isAsked = (place: Place): boolean => isSaid(place.id) || isSaid(known.heads(place).title);
  const all = states.flatMap((state) => placesIn(known, state));
  const found = textIn(query, 'text') === null ? all : all.filter(isAsked);
  const limit = Math.max(1, numberIn(query, 'limit', PAGE, MOST));
  return { items: found.slice(0, limit).map((place) => rowOf(dir, known, place)), total: found.length };
}

export interface Known {
  folders: readonly Folder[];
  heads: HeadsOf;
  waits: ReasonOf;
  /** The queued ones, in the order of claims. */
  line: readonly Place[];
}

export function knownOf(dir: string): Known {
  const [folders, snapshot, heads] = [listFolders(dir), readSnapshot(dir), readHeads(dir)];
  const line = readLine(folders, snapshot).inOrder(heads);
  return { folders, heads, waits: waitingReasons(folders, heads, snapshot), line };
}

/** `state`: one or several, by commas, or `all`; without it those that are not at their end. */
function statesIn(query: URLSearchParams): readonly ItemState[] {
  const said = textIn(query, 'state');
  if (said === null) return OPEN;
  if (said === 'all') return [...OPEN, ...ENDED];
  const states = said.split(',');
  const bad = states.find((one) => !isState(one));
  if (bad !== undefined) throw badQuestion(`There is no state ${JSON.stringify(bad)}.`, ITEM_STATES.join(', '));
  return states.filter(isState);
}

const isState = (text: string): text is ItemState => (ITEM_STATES as readonly string[]).includes(text);

/** What is at its end by its id alone, the last ones first: to sort a long past by its documents would read all of them. */
function placesIn({ folders, line }: Known, state: ItemState): readonly Place[] {
  if (state === 'queued') return line;
  const places = folders
    .filter((one) => one.state === state)
    .flatMap(({ family, ids }) => ids.map((id) => placeOf(family, state, id)));
  return isLive(state) ? places : places.sort((a, b) => (a.id < b.id ? 1 : -1));
}

export function rowOf(dir: string, { heads, waits, line }: Known, place: Place): QueueRow {
  const { family, id, state, path } = place;
  const { title, createdAt } = heads(place);
  const at = state === 'queued' ? line.findIndex((one) => one.path === path) : -1;
  return {
    ...{ item: `${family}/${id}`, title, state, createdAt, position: at === -1 ? null : at + 1 },
    ...{ waitsFor: waits(place), reason: state === 'blocked' ? reasonOf(dir, place) : null },
    root: rootOfItem(dir, place),
  };
}

function reasonOf(dir: string, { family, id }: Place): string | null {
  const reason = jsonObject(readPiece(shown(dir, runtimePaths.blocked(family, id)))?.text)?.['reason'];
  return typeof reason === 'string' ? reason : null;
}
