// What a rule says, and what it is: a judgement of the whole evidence.
import type { Evidence } from './evidence.js';

export interface Finding {
  /** The guarantee that is broken (G1...), `history` for one that the server could not have written, `evidence` for none to judge. */
  rule: string;
  /** File, item, request or turn. */
  where: string;
  what: string;
}

export type Rule = (evidence: Evidence) => Finding[];
