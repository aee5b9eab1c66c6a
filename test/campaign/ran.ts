// What one run of a campaign gave, whichever system did it.
import type { AgentLine } from '../long/chaos/figures.js';
import { gapsBetween, paidTwice, spanOf, startsIn } from './agents.js';
import type { Figures } from './figures.js';

export interface Ran {
  figures: Figures;
  /** Null = it came to its end; else why it did not, in a sentence. */
  stopped: string | null;
  /** Agents that were started, and how many of them for a request that had had one. */
  starts: number;
  paidTwice: number;
  /** From the first agent's start to the last one's end, ms. */
  span: number;
  /** Between two agents of the foreground, ms. */
  gaps: number[];
  /** Most that its processes held at once, in kB, by name. */
  memory: Readonly<Record<string, number>>;
}

export const ranOf = (
  figures: Figures,
  stopped: string | null,
  lines: readonly AgentLine[],
  memory: Ran['memory'],
): Ran => ({
  ...{ figures, stopped, memory, starts: startsIn(lines).length },
  ...{ paidTwice: paidTwice(lines), span: spanOf(lines), gaps: gapsBetween(lines) },
});
