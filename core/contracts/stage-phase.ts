// How the stage stands that an activation has come to. Each phase has its own facts and those of no other; the JSON of all has
// the same fields.
import type { FailureName } from './failures.js';
import type { Asked } from './approvals.js';

/** Why a stage waits for its environment, and until when at the latest. */
export interface EnvironmentWait {
  failureClass: FailureName;
  /** In a sentence, for people. */
  reason: string;
  /** ISO 8601: then the stage is tried again in any case. */
  until: string;
}

/** The stage has not started. */
export interface Ready {
  readonly phase: 'ready';
  readonly requestId: null;
  readonly wait: null;
  readonly approval?: null;
}

/** The stage has just ended, and what that leads to is being decided: no event finds it so, only what is shown last of an activation. */
export interface Routing {
  readonly phase: 'ready';
  readonly requestId: string;
  readonly wait: null;
  readonly approval?: null;
}

/** The request is in flight. */
export interface Running {
  readonly phase: 'running';
  readonly requestId: string;
  readonly wait: null;
  readonly approval?: null;
}

/** The stage runs again when the wait is over. */
export interface Waiting {
  readonly phase: 'waiting';
  readonly requestId: null;
  readonly wait: EnvironmentWait;
  readonly approval?: null;
}

/** A person has to decide before the stage may start. */
export interface Asking {
  readonly phase: 'asking';
  readonly requestId: null;
  readonly wait: null;
  readonly approval: Asked;
}

export type StagePhase = Ready | Routing | Running | Waiting | Asking;

/** As JSON from an earlier release, or from another hand, may have it. */
export interface ReadPhase {
  phase: string;
  requestId?: string | null;
  wait?: EnvironmentWait | null;
  approval?: Asked | null;
}
