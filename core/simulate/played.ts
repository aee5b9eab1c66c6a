// What came of played outcomes: the route, and where it ended or stands.
import type { Disposition, ResultClass } from '../contracts/plan.js';
import type { Fault, Told } from './outcomes.js';
import type { SimulationStart } from './start.js';

/** One stage that ended, and what was decided. */
export interface PlayedStage {
  /** 1-based, as the engine counts stage runs. */
  number: number;
  /** Above 1 when the same stage ran again because of its environment. */
  attempt: number;
  place: string;
  node: string;
  outcome: string;
  resultClass: ResultClass;
  /** Class of the failure that is being repaired from here on; null after a normal transition. */
  failureClass: string | null;
  /** Which rung of the ladder was taken, from 1 on; null when nothing was routed (a wait). */
  rung: { number: number; of: number; bound: string | null } | null;
  /** How often each bound is spent by now. */
  counters: Record<string, number>;
  /** `node` or `end:name`; the same node after a wait. */
  next: string;
  /** The word that operators look for in the log. */
  reason: string;
}

export interface PlayedEnd {
  state: 'done' | 'blocked';
  /** Null when a limit of the plan ended it, and no route. */
  end: string | null;
  class: ResultClass | null;
  disposition: Disposition | null;
  /** Of a root that was judged; null when it was not. */
  verdict: 'passed' | 'gap' | null;
  needsYou: boolean;
  /** Why it is blocked; null when done. */
  reason: string | null;
}

export interface Played {
  start: SimulationStart;
  stages: PlayedStage[];
  /** Null when the outcomes ran out before the activation ended. */
  end: PlayedEnd | null;
  /** The stage that is up and has not been told what to say. */
  up: { node: string; number: number; legal: string[] } | null;
  /** What was not played. */
  unused: Told[];
  /** Why it was not; null when the activation was over or everything was played. */
  fault: Fault | null;
}
