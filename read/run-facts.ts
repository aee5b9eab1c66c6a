// What runs are looked for by: a few words of each, kept once they were read. Read in the background, a little at a time, the newest first.
import { setTimeout as sleep } from 'node:timers/promises';
import { runArtifacts, runtimePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { textOf } from './events.js';
import { namesIn, readPiece, shown } from './files.js';
import { keptWords } from './kept-words.js';
import type { RunView } from './runs.js';
import { skillsUsed } from './skill-usage.js';

export interface RunFacts {
  /** `family/id` */
  item: string;
  nodes: string[];
  models: string[];
  /** Class of the last outcome; null while the run goes on. */
  lastClass: string | null;
  /** Ids of the skills that its agents had, each as often as a stage had it. */
  skills: readonly string[];
}

export interface FactsOfRuns {
  /** Null: not read so far. */
  of(run: string): RunFacts | null;
  forget(run: string): void;
  /** Reads what is missing, for at most so many ms; whatever is left is read meanwhile. Gives how many are left. */
  fill(runs: readonly RunView[], ms: number): Promise<number>;
}

/** At work for so long, then others are let by for as long. */
const SLICE_MS = 8;
/** A longer past is looked through anew each time, from its newest end. */
const MOST_KEPT = 250_000;

export function factsOfRuns(workspace: string): FactsOfRuns {
  const known = new Map<string, RunFacts>();
  const once = keptWords();
  let filling: Promise<void> | null = null;
  let todo: RunView[] = [];
  const work = async (): Promise<void> => {
    while (todo.length > 0) {
      const until = performance.now() + SLICE_MS;
      for (let one = todo.pop(); one !== undefined; one = performance.now() < until ? todo.pop() : undefined)
        if (!known.has(one.runId)) known.set(one.runId, factsIn(workspace, one.runId, once));
      // It keeps no process alive.
      await sleep(SLICE_MS, undefined, { ref: false });
    }
    filling = null;
  };
  return {
    of: (run) => known.get(run) ?? null,
    forget: (run) => known.delete(run),
    fill: async (runs, ms) => {
      todo = runs
        .filter(({ runId }) => !known.has(runId))
        .slice(0, MOST_KEPT)
        .reverse();
      if (known.size + todo.length > MOST_KEPT) known.clear();
      if (todo.length === 0) return 0;
      filling ??= work();
      const over = new AbortController();
      await Promise.race([filling, sleep(ms, undefined, { signal: over.signal }).catch(() => undefined)]);
      over.abort();
      return todo.length;
    },
  };
}

function factsIn(workspace: string, run: string, once: (word: string) => string): RunFacts {
  const folder = `${runtimePaths.runs}/${run}`;
  const files = namesIn(shown(workspace, folder));
  const results = namesIn(shown(workspace, `${folder}/${runArtifacts.stageResults}`));
  const read = (name: string): Record<string, unknown> => objectAt(workspace, `${folder}/${name}`);
  const ended = results.map((name) => read(`${runArtifacts.stageResults}/${name}`));
  const silent = new Set(ended.flatMap((one) => (textOf(one['model_name']) === '' ? textOf(one['request_id']) : [])));
  const requests = new Set(results.map((name) => name.slice(0, -'.json'.length)));
  const begun = files.flatMap((name) => /^runner_invocation\.(.+)\.json$/.exec(name)?.[1] ?? []);
  // Where a stage did not say which model it had, its start does.
  const looked = begun
    .filter((one) => !requests.has(one) || silent.has(one))
    .map((one) => read(runArtifacts.invocation(one)));
  const isUnderWay = begun.some((one) => !requests.has(one));
  const all = [...ended, ...looked];
  const last = ended.toSorted((a, b) => (textOf(a['completed_at']) < textOf(b['completed_at']) ? -1 : 1)).at(-1);
  const one = all.find((stage) => textOf(stage['work_item_id']) !== '') ?? {};
  const kept = (values: readonly string[]): string[] => [...new Set(values.filter(Boolean))].map(once);
  return {
    item: `${textOf(one['work_item_family_id'])}/${textOf(one['work_item_id'])}`,
    nodes: kept(all.map((stage) => textOf(stage['node_id']))),
    models: kept(all.map((stage) => textOf(stage['model_name']))),
    skills: ended.flatMap(skillsUsed).map(once),
    lastClass: isUnderWay || last === undefined ? null : once(textOf(last['result_class'])),
  };
}

const objectAt = (workspace: string, file: string): Record<string, unknown> =>
  jsonObject(readPiece(shown(workspace, file), { first: MOST })?.text) ?? {};

const MOST = 1024 * 1024;
