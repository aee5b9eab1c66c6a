// What the scheduler keeps of blocked work that may be queued again by itself.
import type { BlockedDiagnostics } from '../../../contracts/mirror.js';
import type { RequeueRules } from '../../../contracts/spending.js';

export interface AutoRequeueState {
  /** Null = nothing is queued again by itself. */
  rules: RequeueRules | null;
  /** By key of the item. */
  items: Record<string, AutoRequeue>;
}

export interface AutoRequeue {
  /** How often it was queued again by itself. */
  count: number;
  /** When it is the next time, ISO 8601; null = not planned. */
  at: string | null;
  /** Where it was blocked last. */
  why: Pick<BlockedDiagnostics, 'runId' | 'node' | 'outcome' | 'failureClass'>;
}
