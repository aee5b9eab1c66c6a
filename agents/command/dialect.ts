// What every dialect makes of the output of a program, so that the adapter need not know in which words it was said.
import type { TokenUsage } from '../../core/contracts/stage.js';
import type { Said } from '../adapter.js';
import type { RunnerFailure } from '../failures/cause.js';
import type { KeptPart } from '../output/kept.js';

export interface Dialect {
  reader(): Reader;
  /** A line for people. Pure. */
  said(line: string): Said;
  /** Whether a line that begins so says that the work is over. Pure. */
  isOver(lineStart: string): boolean;
}

export interface Reader {
  take(part: KeptPart): void;
  /** `now`: ISO 8601, from which times in a message count. */
  heard(now: string): Heard;
}

export interface Heard {
  /** It said something that shows that it took its arguments and its prompt. */
  started: boolean;
  /** Its words say that it came to its end; of a dialect that has no such words always. */
  complete: boolean;
  /** Its last message that says anything; null = none. */
  message: string | null;
  usage: TokenUsage | null;
  /** Null = it named none. */
  session: string | null;
  /** By its own account; null = none. */
  failure: RunnerFailure | null;
  /** What it struggles with now: its failure if it is ended meanwhile. */
  struggle: RunnerFailure | null;
  /** Ms since 1970 until which its silence means nothing; Infinity while a tool is at work, 0 for never. */
  quietUntil: number;
  notes: string[];
}

export const NOTHING: Heard = {
  ...{ started: false, complete: true, message: null, usage: null, session: null },
  ...{ failure: null, struggle: null, quietUntil: 0, notes: [] },
};

export const counted = (count: number, what: string): string[] => (count === 0 ? [] : [`${count} ${what}`]);
