// One step of the scheduler, as it is handed from concern to concern: the state that changes, the moment, and what comes of it.
import type { MirrorEntry } from '../../contracts/mirror.js';
import type { SchedulerEffect } from './scheduler-events.js';
import type { SchedulerState } from './scheduler-state.js';

export interface WorkspaceStep {
  readonly state: SchedulerState;
  /** ISO 8601 UTC, of the event. */
  readonly at: string;
  /** In the order in which they were decided. */
  readonly effects: SchedulerEffect[];
}

/** Asks for these to be shown. */
export function show({ effects }: WorkspaceStep, ...entries: MirrorEntry[]): void {
  effects.push({ type: 'mirror', entries });
}
