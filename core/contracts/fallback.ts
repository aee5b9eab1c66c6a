// Runners that stand in for one that is limited: what is known of the limits, and what a stage that was played by another says of it.
import type { FailureName } from './failures.js';

/** A limit of a runner that lasts, as a stage ran into it. Whoever knows two of one runner goes by the newer one. */
export interface RunnerLimit {
  runner: string;
  /** Class of the failure. */
  cause: FailureName;
  /** Of its first failure, ISO 8601, as all that follows. */
  since: string;
  /** It is not asked again before. Not after `at` = it may be asked. */
  until: string;
  /** When this was found. */
  at: string;
  /** A stage got over it; absent = none did. */
  over?: true;
}

/** Why a stage is played by another runner than the first that its plan names. */
export interface StandsIn {
  /** The first. */
  from: string;
  /** Class of the failure by which that is limited. */
  because: FailureName;
  /** ISO 8601: until when it is, as far as was known. */
  until: string;
}

/** Who plays the attempt that is due; `fallback` is absent where it is the first. */
export interface PlayedBy {
  runner: string;
  fallback?: StandsIn;
}

/** Runners whose limits are remembered; those found longest ago give way. */
const MOST = 20;

export const isLimited = ({ until }: RunnerLimit, at: string): boolean => Date.parse(until) > Date.parse(at);

/** Of each runner the newer one, in the order of their names. In whatever order and however often they come, the same comes of it. */
export function mergedLimits(known: readonly RunnerLimit[], told: readonly RunnerLimit[]): RunnerLimit[] {
  const byRunner = new Map<string, RunnerLimit>();
  for (const one of [...known, ...told]) {
    const before = byRunner.get(one.runner);
    if (before === undefined || isNewer(one, before)) byRunner.set(one.runner, one);
  }
  const newest = [...byRunner.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, MOST);
  return newest.sort((a, b) => (a.runner < b.runner ? -1 : 1));
}

function isNewer(one: RunnerLimit, other: RunnerLimit): boolean {
  const [found, before] = [Date.parse(one.at), Date.parse(other.at)];
  return found === before ? Date.parse(one.until) > Date.parse(other.until) : found > before;
}
