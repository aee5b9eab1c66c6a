// The run folders of a workspace with a long past: listed once, and from then on only what came or changed is looked at. Other work of the
// process goes on meanwhile.
import { lstat, readdir } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { isSafeId } from '../core/contracts/ids.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { feedSince } from './feed.js';
import { type EventView, textOf } from './events.js';
import { shown } from './files.js';
import { feedEnd } from './report/period.js';
import type { RunView } from './runs.js';

export interface RunList {
  /** The newest first, as `listRuns` has them. `changed`: is told each run that is another than before. */
  read(changed?: (run: string) => void): Promise<readonly RunView[]>;
  /** As soon as so many are known; until the others are, those that the end of the log tells of count as the newest. */
  newest(least: number): Promise<NewestRuns>;
}

export interface NewestRuns {
  runs: readonly RunView[];
  total: number;
}

/** Looked at in one breath. */
const BREATH = 200;
/** Events of one look; where more came, everything is looked at anew. */
const MOST_EVENTS = 20_000;
/** Events at the end of the log that are looked through for the newest runs. */
const TOLD_EVENTS = 1000;

export function runList(workspace: string): RunList {
  const folder = shown(workspace, runtimePaths.runs);
  const known = new Map<string, number>();
  let [sorted, stamp, seq] = [[] as RunView[], '', null as number | null];
  let reading: Promise<readonly RunView[]> | null = null;

  const look = async (changed: (run: string) => void): Promise<readonly RunView[]> => {
    const end = seq ?? feedEnd(workspace);
    const { events, upTo, more, damage } = feedSince(workspace, end, MOST_EVENTS);
    const told = runsIn(events);
    if (more || damage.isCut) known.clear();
    seq = damage.isCut || more ? null : upTo;
    const now = stampOf(folder);
    const names = now === stamp && known.size > 0 ? [...told] : await namesOf(folder, known, told);
    if (names.length === 0 && now === stamp) return sorted;
    stamp = now;
    for (const run of told) changed(run);
    await measure(folder, names, known);
    sorted = sortedBy(known);
    return sorted;
  };

  const read: RunList['read'] = (changed = () => undefined) => {
    reading ??= look(changed).finally(() => (reading = null));
    return reading;
  };
  return {
    read,
    newest: async (least) => {
      const all = read();
      const early = sorted.length > 0 ? null : await newestTold(workspace, least);
      if (early !== null) return early;
      const runs = await all;
      return { runs, total: runs.length };
    },
  };
}

/** Null where the end of the log tells of fewer. */
async function newestTold(workspace: string, least: number): Promise<NewestRuns | null> {
  const folder = shown(workspace, runtimePaths.runs);
  const { events } = feedSince(workspace, Math.max(0, feedEnd(workspace) - TOLD_EVENTS));
  const told = new Map<string, number>();
  await measure(folder, [...runsIn(events)], told);
  if (told.size < least) return null;
  return { runs: sortedBy(told), total: (await foldersIn(folder)).length };
}

const runsIn = (events: readonly EventView[]): Set<string> =>
  new Set(events.map(({ data }) => textOf(data['run_id'])).filter(isSafeId));

const foldersIn = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).filter(isSafeId);

const sortedBy = (known: ReadonlyMap<string, number>): RunView[] =>
  [...known].map(([runId, changedAt]) => ({ runId, changedAt })).sort(newestFirst);

const newestFirst = (a: RunView, b: RunView): number => b.changedAt - a.changedAt || (a.runId < b.runId ? 1 : -1);

/** Changes when a folder comes or goes. */
function stampOf(folder: string): string {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat === undefined ? 'none' : `${stat.ino} ${stat.mtimeMs}`;
}

/** What has to be looked at; what is gone is forgotten. */
async function namesOf(folder: string, known: Map<string, number>, told: ReadonlySet<string>): Promise<string[]> {
  const names = await foldersIn(folder);
  const there = new Set(names);
  for (const run of known.keys()) if (!there.has(run)) known.delete(run);
  return names.filter((run) => !known.has(run) || told.has(run));
}

async function measure(folder: string, names: readonly string[], known: Map<string, number>): Promise<void> {
  for (let from = 0; from < names.length; from += BREATH) {
    const some = names.slice(from, from + BREATH);
    const stats = await Promise.all(some.map((name) => lstat(`${folder}/${name}`).catch(() => null)));
    stats.forEach((stat, at) => {
      const name = some[at] ?? '';
      if (stat?.isDirectory() === true) known.set(name, stat.mtimeMs);
      else known.delete(name);
    });
    await turn();
  }
}
