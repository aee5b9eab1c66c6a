// What is told of an item that came to an end: what the runtime saw of its runs, and what its agents said.
import { isSafeId } from '../../core/contracts/ids.js';
import { FAMILIES } from '../../core/contracts/families.js';
import { own } from '../../core/own.js';
import { type Folder, placeIn } from '../folders.js';
import type { HeadsOf } from '../heads.js';
import { readStages } from '../stages.js';
import type { Finished } from './finished.js';

export interface ItemFacts {
  title: string;
  /** Stages that came to an end, over all its runs here. */
  stages: number;
  /** Its runs: a spec has one for its plan and one for its judgement. */
  attempts: number;
  /** Seconds from the start of its first stage to its end; null where nothing says. */
  wall: number | null;
  /** Null where no runner said. */
  tokens: number | null;
  /** What its stages named as outcome, in the last run, oldest first. */
  outcomes: { node: string; outcome: string }[];
  /** The last words of an agent of it; null where none said any. */
  said: { node: string; words: string } | null;
}

/** An item that goes round and round has no more to tell. */
const MOST_RUNS = 20;

/** Reads the folders of its runs. */
export function factsOf(workspace: string, one: Finished, titleOf: (item: string) => string): ItemFacts {
  const runs = one.runs.filter(isSafeId).slice(-MOST_RUNS);
  const byRun = runs.map((run) => readStages(workspace, run));
  const stages = byRun.flat().filter(({ outcome }) => outcome !== null);
  const known = stages.flatMap(({ tokens }) => tokens ?? []);
  const first = stages.map(({ startedAt }) => Date.parse(startedAt ?? '')).filter(Number.isFinite);
  const wall = (Date.parse(one.at) - Math.min(...first)) / 1000;
  const last = stages.findLast(({ words }) => words !== null);
  return {
    title: titleOf(one.item),
    ...{ stages: stages.length, attempts: runs.length, wall: Number.isFinite(wall) ? Math.max(0, wall) : null },
    tokens: known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0),
    outcomes: (byRun.at(-1) ?? []).map(({ node, outcome }) => ({ node, outcome: outcome ?? '' })),
    said: last === undefined ? null : { node: last.node, words: last.words ?? '' },
  };
}

/** Titles of items, wherever they lie; empty where there is none. Looks at the documents that are asked for. */
export function titlesIn(folders: readonly Folder[], heads: HeadsOf): (item: string) => string {
  return (item) => {
    const place = placeIn(folders, partsOf(item));
    return place === null || own(FAMILIES, place.family) === undefined ? '' : heads(place).title;
  };
}

/** `family/id` in its parts. */
export function partsOf(item: string): { family: string; id: string } {
  const at = item.indexOf('/');
  return { family: item.slice(0, Math.max(0, at)), id: item.slice(at + 1) };
}
