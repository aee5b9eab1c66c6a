// What queued work may take at most: the stage runs that the plan allows, times what agents of this workspace have used so far. A worst
// case and no estimate: hardly any item goes all ways of its plan.
import { PLANES } from '../contracts/families.js';
import type { Plan, PlanGraph } from '../contracts/plan.js';
import { own } from '../own.js';
import { mostAgentStarts } from '../plan/proof/agent-starts.js';

/** Half of the samples are no larger, and nine of ten. */
export interface Middle {
  median: number;
  p90: number;
}

/** What one stage used; `micros`: null = not known. */
export interface Sample {
  stage: string;
  tokens: number;
  micros: number | null;
}

export interface KindFacts {
  stage: string;
  samples: number;
  tokens: Middle;
  /** Millionths; null = none of them has a cost. */
  micros: Middle | null;
}

export interface WorstCase {
  stageRuns: number;
  agentStarts: number;
  /** False where the plan knows an upper bound alone. */
  isExact: boolean;
  /** Null where no stage kind of its graph has run here so far. */
  tokens: Middle | null;
  micros: Middle | null;
  /** Stage kinds of its graph that nothing is known of here. */
  unknown: string[];
}

/** Null without samples. */
export function middleOf(samples: readonly number[]): Middle | null {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return sorted.length === 0 ? null : { median: at(0.5), p90: at(0.9) };
}

export function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

/** By stage kind, the dearest first. */
export function kindsIn(samples: readonly Sample[]): KindFacts[] {
  const byKind = groupedBy(samples, ({ stage }) => stage);
  const facts = [...byKind].flatMap(([stage, some]): KindFacts[] => {
    const tokens = middleOf(some.map((one) => one.tokens));
    const micros = middleOf(some.flatMap((one) => one.micros ?? []));
    return tokens === null ? [] : [{ stage, samples: some.length, tokens, micros }];
  });
  return facts.sort((a, b) => b.tokens.median - a.tokens.median);
}

/** `start`: node where it asks to begin; `done`: stages that its activation has behind it. Null where the plan has no way for it. */
export function worstCase(
  plan: Plan,
  { family, start, done }: { family: string; start?: string; done: number },
  kinds: readonly KindFacts[],
): WorstCase | null {
  const graph = PLANES.flatMap((plane) => plan.planes[plane] ?? []).find(({ entries }) => own(entries, family));
  const key = start !== undefined && graph?.starts?.includes(start) ? start : family;
  const most = own(graph?.maxStageRuns ?? {}, key);
  return graph === undefined || most === undefined ? null : boundOf(graph, Math.max(0, most - done), key, kinds);
}

/** Each start counts as the dearest kind of the graph: whatever mix of kinds it comes to, it is no more. */
function boundOf(graph: PlanGraph, stageRuns: number, key: string, facts: readonly KindFacts[]): WorstCase {
  const kinds = [...new Set(Object.values(graph.nodes).map(({ kind }) => kind))];
  const known = facts.filter(({ stage }) => kinds.includes(stage));
  const agentStarts = mostAgentStarts(stageRuns);
  const unknown = kinds.filter((kind) => known.every(({ stage }) => stage !== kind));
  const isExact = graph.upperBounds?.includes(key) !== true;
  const tokens = times(
    agentStarts,
    known.map((one) => one.tokens),
  );
  const micros = times(
    agentStarts,
    known.flatMap((one) => one.micros ?? []),
  );
  return { stageRuns, agentStarts, isExact, tokens, micros, unknown: unknown.sort() };
}

function times(starts: number, all: readonly Middle[]): Middle | null {
  if (all.length === 0) return null;
  const most = (of: keyof Middle): number => starts * Math.max(...all.map((one) => one[of]));
  return { median: most('median'), p90: most('p90') };
}

/** Of those that are known; null where none is. */
export function addedUp(all: readonly (Middle | null)[]): Middle | null {
  const known = all.filter((one) => one !== null);
  const sum = (of: keyof Middle): number => known.reduce((total, one) => total + one[of], 0);
  return known.length === 0 ? null : { median: sum('median'), p90: sum('p90') };
}
