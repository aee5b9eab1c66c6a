// Where the killer works and whom it finds there.
import type { Bench } from '../../support/bench.js';
import type { Chance } from './chance.js';
import type { Supervisor } from './supervisor.js';
import type { Place } from './windows.js';
import type { Work } from './work.js';

export interface Scene {
  bench: Bench;
  chance: Chance;
  supervisor: Supervisor;
  work: Work;
  place: Place;
  /** File of the agents' own lines, absolute: it grows as the work goes on. */
  agents: string;
  stateHome: string;
  /** Ids of the workflows that continue as new. */
  workflows: string[];
  /** Events after which they do. */
  limit: number;
  /** Aborted: kill no more and do not wait. */
  stop: AbortSignal;
}
