// Where a reader stands in a list, and what is seen of it from there. It stays with its row while the list changes.
import { isChoice, type Row } from './row.js';
import type { Line } from './text.js';

export interface Place {
  /** Key of the row; null = the first, or the last of a list that is followed. */
  chosen: string | null;
  /** Where it was: where it is gone, its neighbour takes its place. */
  at: number;
  /** Row from which on the list is shown. */
  top: number;
  filter: string;
}

export const START: Place = { chosen: null, at: 0, top: 0, filter: '' };

export interface List {
  rows: readonly Row[];
  /** It is read, and not chosen from: a key moves all of it. */
  isProse: boolean;
  /** Its newest row is its last, and is shown until its reader goes elsewhere. */
  follows: boolean;
}

export interface Room {
  width: number;
  height: number;
}

export interface Window {
  /** Each line with whether the chosen row begins with it. */
  lines: { line: Line; isChosen: boolean }[];
  top: number;
  /** Rows before and behind those that are shown. */
  before: number;
  behind: number;
}

export function filtered(rows: readonly Row[], filter: string): readonly Row[] {
  if (filter === '') return rows;
  const wanted = filter.toLowerCase();
  return rows.filter(({ text }) => text.toLowerCase().includes(wanted));
}

/** -1 where there is no row. */
export function chosenIn({ rows, isProse, follows }: List, { chosen, at }: Place): number {
  const found = chosen === null ? -1 : rows.findIndex(({ key }) => key === chosen);
  if (found !== -1) return found;
  const wanted = chosen !== null ? Math.max(0, at) : follows ? rows.length - 1 : 0;
  const near = Math.min(wanted, rows.length - 1);
  return isProse ? near : choiceNear(rows, near, 1);
}

/** The nearest row that can be chosen, first in the direction of `by`; `at` itself where none can. */
function choiceNear(rows: readonly Row[], at: number, by: number): number {
  const isOne = (index: number): boolean => isChoice(rows[index]);
  const behind = rows.findIndex((_row, index) => index >= at && isOne(index));
  const before = rows.findLastIndex((_row, index) => index <= at && isOne(index));
  const [first, second] = by < 0 ? [before, behind] : [behind, before];
  return first !== -1 ? first : second !== -1 ? second : at;
}

/** A step of so many rows. Coming to the end of a list that is followed follows it again. */
export function moved(list: List, place: Place, by: number, room: Room): Place {
  const { rows, isProse, follows } = list;
  const from = isProse ? place.top : chosenIn(list, place);
  const wanted = Math.max(0, Math.min(rows.length - 1, from + by));
  const at = isProse ? wanted : choiceNear(rows, wanted, by);
  const next = { ...place, at, chosen: rows[at]?.key ?? null };
  const isAtEnd = isProse ? windowOf(list, next, room).behind === 0 : at === rows.length - 1;
  return follows && by > 0 && isAtEnd ? { ...next, chosen: null } : next;
}

/** What is seen: of a choice all of the chosen row, the list moved as little as that takes; prose from where its reader put it. */
export function windowOf(list: List, place: Place, room: Room): Window {
  const { rows, isProse } = list;
  const chosen = chosenIn(list, place);
  const wanted = isProse
    ? place.chosen === null && list.follows
      ? endTop(rows, room)
      : chosen
    : choiceTop(list, place, room);
  const top = filledFrom(rows, Math.max(0, wanted), room);
  const lines: Window['lines'] = [];
  let at = top;
  for (; at < rows.length && lines.length < room.height; at += 1)
    for (const [index, line] of (rows[at]?.lines(room.width) ?? []).entries())
      lines.push({ line, isChosen: !isProse && index === 0 && at === chosen && isChoice(rows[at]) });
  const isCut = lines.length > room.height;
  return { lines: lines.slice(0, room.height), top, before: top, behind: rows.length - at + (isCut ? 1 : 0) };
}

const endTop = (rows: readonly Row[], room: Room): number => topFor(rows, rows.length - 1, 0, room);

/** What stands above the first row that can be chosen is seen with it. */
function choiceTop({ rows, ...list }: List, place: Place, room: Room): number {
  const chosen = chosenIn({ rows, ...list }, place);
  const isFirst = chosen <= choiceNear(rows, 0, 1);
  return topFor(rows, chosen, isFirst ? 0 : Math.min(place.top, Math.max(0, chosen)), room);
}

/** Counted back from a row that is to be seen, so that the cost is that of a screen however long the list is. */
function topFor(rows: readonly Row[], seen: number, wanted: number, { width, height }: Room): number {
  let top = Math.max(0, seen);
  let left = height - (rows[top]?.lines(width).length ?? 0);
  while (top > wanted) {
    left -= rows[top - 1]?.lines(width).length ?? 0;
    if (left < 0) break;
    top -= 1;
  }
  return top;
}

/** Further up where the list would end before the screen does. */
function filledFrom(rows: readonly Row[], wanted: number, { width, height }: Room): number {
  const count = (at: number): number => rows[at]?.lines(width).length ?? 0;
  let [top, shown] = [wanted, 0];
  for (let at = top; at < rows.length && shown < height; at += 1) shown += count(at);
  while (top > 0 && shown + count(top - 1) <= height) {
    top -= 1;
    shown += count(top);
  }
  return top;
}
