// What the parts of a serving worker know of each other.
import type { WorkflowSettings } from '../core/contracts/commands.js';
import type { Lease } from './fleet/lease.js';
import type { LogEvent } from '../disk/events/lines.js';
import type { AskServer } from './metrics/server-facts.js';
import type { PhaseWatch, Until } from './phase-watch.js';
import type { WorkspacePlace } from './place.js';
import type { Published } from './publish.js';
import type { Member } from './fleet/roster.js';
import type { ServerChoice } from './server/choose.js';
import type { OpenClient } from './server/connect.js';
import type { Spans } from './spans/open.js';
import type { ServerGuard } from './server-guard.js';
import type { RunningWorkers } from './workers.js';

export interface ServeOptions extends Published {
  workspaceDir: string;
  /** Stages that may start; null = no budget. */
  maxStages: number | null;
  until: Until;
  issuer: string;
  say(line: string): void;
  /** Settles when the operator was told what has to be said before the first stage starts; absent = nothing has. */
  told?: Promise<void>;
  /** Nobody sits at its terminal: it was started to stay. Default false. */
  detached?: boolean;
  /** This process serves other workspaces, too. Default false. */
  amongOthers?: boolean;
  /** Stages can run here from now on. */
  onServes?(): void;
  /** What happens from now on, as it is logged. */
  onEvents?(events: readonly LogEvent[]): void;
  /** Host and port at which the SDK serves figures of its own in this process; absent or null = nowhere. */
  sdkMetrics?: string | null;
  /** By what the server can be asked from now on; null when that connection is over. */
  onServer?(ask: AskServer | null): void;
  /** Aborted: finish the stage in flight, then leave. */
  leave: AbortSignal;
  /** Aborted: leave at once; agents work on and the next worker attaches to them. */
  leaveNow: AbortSignal;
}

/** Where this worker stands among the others. */
export interface Seat {
  member: Member;
  /** Null while it helps. */
  lease: Lease | null;
  /** Stages that ended since this worker came. */
  stages: number;
}

export interface Session {
  options: ServeOptions;
  place: WorkspacePlace;
  choice: ServerChoice;
  opened: OpenClient;
  seat: Seat;
  /** Null where none is wanted. */
  spans: Spans | null;
}

export interface Work extends Session {
  /** The boot step, before whose end nothing begins. Never rejects. */
  booted: Promise<void>;
  workers: RunningWorkers;
  guard: ServerGuard;
  watch: PhaseWatch;
  /** Aborted when nobody waits for the end of this work any more. */
  over: AbortSignal;
}

export const settingsOf = ({ opened, options }: Session): WorkflowSettings => {
  const { searchAttributes, titleAttribute } = opened;
  return { searchAttributes, titleAttribute, historyEvents: options.config.runtime.history_events };
};
