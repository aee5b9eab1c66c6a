// What a report says, as far as its numbers go, and the numbers again from histories and journals alone.
import type { Evidence, Tree } from './evidence.js';
import { differenceIn } from './lines.js';
import type { Changes, StageRun } from './stages.js';
import { givenUp, stageRuns } from './stages.js';
import { timelineOf } from './timeline.js';

interface Tokens {
  total: number;
  input: number;
  cached_input: number;
  output: number;
}

export interface Changed {
  files: number;
  added: number;
  removed: number;
}

export interface ToldItem {
  item: string;
  outcome: string;
  stages: number;
  attempts: number;
  wall_s: number | null;
  tokens: number | null;
  finished_at: string;
  changes: Changed | null;
}

/** `millrace report --since 0 --json`, under `data`. */
export interface ToldReport {
  generated_at: string;
  totals: { done: number; blocked: number; stages: number; tokens: Tokens };
  recent: ToldItem[];
  attention: { kind: string; item: string | null }[];
  queue: { by_family: Record<string, Record<string, number>> };
  usage: { window_5h: Tokens; today: Tokens; budget: { rule: string; used: number }[] };
}

/** Of an item that came to an end. */
export interface ItemEnd {
  item: string;
  outcome: 'done' | 'blocked';
  stages: number;
  attempts: number;
  tokens: number;
  /** ms since 1970: start of its first agent; null = it had none. */
  began: number | null;
  /** Lines are counted where one stage alone changed anything, or the texts are there. */
  changes: Changed | null;
}

interface Ended {
  run: StageRun;
  changes: Changes | null;
  usage: { input: number; cachedInput: number; output: number; total: number };
  startedAt: number;
  endedAt: number;
}

/** Every stage whose result counts, in the order of their starts. */
export function endedStages({ workflows, journals, expect }: Evidence): Ended[] {
  const runs = stageRuns(workflows);
  const without = givenUp(runs, expect);
  const ended = [...runs.values()].filter(
    ({ request, completed }) => !without.has(request.requestId) && completed.length > 0,
  );
  return ended
    .map((run): Ended => {
      const decided = journals.get(run.request.requestId)?.decided;
      const usage = decided?.usage ?? { input: 0, cachedInput: 0, output: 0, total: 0 };
      const [startedAt, endedAt] = [Date.parse(decided?.startedAt ?? ''), Date.parse(decided?.endedAt ?? '')];
      return { run, changes: run.completed[0]?.changes ?? null, usage, startedAt, endedAt };
    })
    .sort((a, b) => a.startedAt - b.startedAt);
}

/** Sums of the stages that ended at or after `since`, ms since 1970. */
export function spentSince(stages: readonly Ended[], since: number): Tokens {
  const some = stages.filter(({ endedAt }) => endedAt >= since);
  const sum = (of: (usage: Ended['usage']) => number): number => some.reduce((all, { usage }) => all + of(usage), 0);
  return {
    ...{ total: sum(({ total }) => total), input: sum(({ input }) => input) },
    ...{ cached_input: sum(({ cachedInput }) => cachedInput), output: sum(({ output }) => output) },
  };
}

/** Items whose last turn came back and was not followed by another one. */
export function itemEnds(evidence: Evidence): ItemEnd[] {
  const stages = endedStages(evidence);
  const turns = new Map<string, number>();
  const ends = new Map<string, 'done' | 'blocked'>();
  for (const moment of timelineOf(evidence.workspace)) {
    if (moment.type === 'activate') {
      const { family, id } = moment.message.item;
      turns.set(`${family}/${id}`, (turns.get(`${family}/${id}`) ?? 0) + 1);
      ends.delete(`${family}/${id}`);
    }
    if (moment.type === 'left') ends.set(`${moment.message.family}/${moment.message.id}`, moment.message.state);
  }
  return [...ends].map(([item, outcome]) => {
    const mine = stages.filter(({ run }) => `${run.request.item.family}/${run.request.item.id}` === item);
    const starts = mine.map(({ startedAt }) => startedAt).filter(Number.isFinite);
    return {
      ...{ item, outcome, stages: mine.length, attempts: turns.get(item) ?? 0 },
      tokens: mine.reduce((sum, { usage }) => sum + usage.total, 0),
      began: starts.length === 0 ? null : Math.min(...starts),
      changes: changesOf(evidence, mine),
    };
  });
}

function changesOf(evidence: Evidence, stages: readonly Ended[]): Changed | null {
  const known = stages.flatMap(({ changes }) => changes ?? []);
  const working = known.filter(({ before, after }) => before !== after);
  const [only] = working;
  if (working.length === 0) return { files: 0, added: 0, removed: 0 };
  if (working.length === 1 && only !== undefined)
    return { files: only.files, added: only.added ?? 0, removed: only.removed ?? 0 };
  return summed(evidence, stretchesIn(known));
}

/** Where one stage began as the one before it ended, both are one stretch. */
function stretchesIn(all: readonly Changes[]): { before: string; after: string }[] {
  const found: { before: string; after: string }[] = [];
  for (const { before, after } of all) {
    const last = found.at(-1);
    if (before === null || after === null) continue;
    if (last?.after === before) last.after = after;
    else found.push({ before, after });
  }
  return found;
}

/** A file counts once, its lines in every stretch. Null where a tree or a text is not there. */
function summed({ trees, blobs }: Evidence, stretches: readonly { before: string; after: string }[]): Changed | null {
  const files = new Set<string>();
  let [added, removed] = [0, 0];
  for (const { before, after } of stretches) {
    const [from, to]: (Tree | undefined)[] = [trees.recorded[before], trees.recorded[after]];
    if (from === undefined || to === undefined) return null;
    for (const path of new Set([...Object.keys(from), ...Object.keys(to)])) {
      if (from[path] === to[path]) continue;
      files.add(path);
      const [old, fresh] = [textOf(blobs, from[path]), textOf(blobs, to[path])];
      if (old === null || fresh === null) return null;
      const lines = differenceIn(old, fresh);
      added += lines.added;
      removed += lines.removed;
    }
  }
  return { files: files.size, added, removed };
}

/** Empty for a file that is not there. */
const textOf = (blobs: Record<string, string>, name: string | undefined): string | null =>
  name === undefined ? '' : (blobs[name] ?? null);

/** `family/state`: how many, by what the history says was admitted, given and given back. */
export function countsByState({ workspace }: Evidence): Map<string, number> {
  const states = new Map<string, string>();
  const admit = ({ family, id }: { family: string; id: string }): void => {
    if (!states.has(`${family}/${id}`)) states.set(`${family}/${id}`, 'queued');
  };
  for (const moment of timelineOf(workspace)) {
    if (moment.type === 'command') moment.args.documents?.forEach(admit);
    if (moment.type === 'activate') states.set(`${moment.message.item.family}/${moment.message.item.id}`, 'active');
    if (moment.type === 'left') {
      const { family, id, state, emitted } = moment.message;
      states.set(`${family}/${id}`, state);
      emitted.forEach(admit);
    }
  }
  const counts = new Map<string, number>();
  for (const [item, state] of states) {
    const key = `${item.split('/')[0]}/${state}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
