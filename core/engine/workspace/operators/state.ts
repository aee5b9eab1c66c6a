// Who may decide, as the scheduler keeps it. It is there as soon as anybody is named, and from then on only signed commands change it.
import type { Operator } from '../../../contracts/operators.js';

/** An operator with the number of the change that gave the key. */
export interface KeyedOperator extends Operator {
  since: number;
}

/** A signed command that was taken, for as long as its signature counts. */
export interface Taken {
  /** Beginning of the sha256 of its id. */
  id: string;
  operator: string;
  /** What it was about; null where order does not matter. */
  subject: string | null;
  /** When it was signed. */
  at: string;
}

/** What came without the right to it, since somebody was named. */
export interface Refused {
  count: number;
  /** The last one: its command, why, when. */
  command: string;
  why: string;
  at: string;
  /** Events of the minute that began then, and those that were only counted. */
  minute: string;
  shown: number;
  untold: number;
}

export interface Operators {
  /** Without a signature nothing is decided. Keys never change without one. */
  required: boolean;
  windowSeconds: number;
  named: KeyedOperator[];
  /** Number of the last change. */
  changes: number;
  /** Oldest first, at most `TAKEN_KEPT`. */
  taken: Taken[];
  /** What was signed then or before counts no more; absent = the window alone decides. */
  floor?: string;
  /** The configuration names others, which changes nothing. */
  differs?: true;
  refused?: Refused;
}

export const TAKEN_KEPT = 200;
