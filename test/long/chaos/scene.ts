// Where the killer works and whom it finds there.
import type { Bench } from '../../support/bench.js';
import type { Chance } from './chance.js';
import type { Ground, Kind } from './killer.js';
import type { Supervisor } from './supervisor.js';
import type { Place } from './windows.js';

export interface Scene {
  bench: Bench;
  chance: Chance;
  supervisor: Supervisor;
  /** Words of a command that brings what was brought before, and so changes nothing. */
  again(): string[];
  /** Waits until the next kill is due; `done`: kills so far. Absent = always due. */
  pace?(done: number): Promise<void>;
  place: Place;
  ground: Ground;
  /** Nothing but these; absent = all that the ground has. */
  kinds?: readonly Kind[];
  /** How often each stage lost its agent by us. */
  hits: Map<string, number>;
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
