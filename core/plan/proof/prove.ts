// The proof of a graph: nothing in it goes round for ever, and from each start no activation is longer than its number.
import { put } from '../../own.js';
import { describeCycle, freeCycle } from './free-cycle.js';
import type { Routed, ProofStep } from './graph.js';
import type { LongestWalk } from './longest-walk.js';
import { longestWalk } from './longest-walk.js';
import type { ProofSteps } from './steps.js';

export interface Proof {
  /** Largest number of stage runs by key of `starts`; 0 where a cycle allows none. */
  limits: Record<string, number>;
  /** Keys whose number is an upper bound, which perhaps no activation reaches; all others are exact. */
  upperBounds: string[];
  /** A walk of exactly that many stage runs by key of `starts`. */
  witnesses: Record<string, ProofStep[]>;
  problems: { code: 'MR1025' | 'MR1040'; message: string }[];
}

interface Options {
  /** The graph as it is from a start on. */
  seen?: (key: string) => Routed;
  /** For each start; absent = as many as it usually has. */
  steps?: () => ProofSteps;
}

/**
 * `starts`: node where an activation may begin, by any key. `classes`: failure classes that the runtime may report with
 * BLOCKED at any node; each node has one of its own besides.
 */
export function prove(
  graph: Routed,
  starts: Record<string, string>,
  classes: readonly string[],
  { seen = () => graph, steps }: Options = {},
): Proof {
  const limits = Object.fromEntries(Object.keys(starts).map((key) => [key, 0]));
  const proof: Proof = { limits, upperBounds: [], witnesses: {}, problems: [] };
  const cycle = freeCycle(graph);
  if (cycle !== null) {
    proof.problems.push({ code: 'MR1025', message: `Nothing bounds the cycle ${describeCycle(cycle)}.` });
    return proof;
  }
  for (const [key, node] of Object.entries(starts)) {
    keep(proof, key, node, longestWalk(seen(key), node, classes, steps?.()));
  }
  return proof;
}

function keep(proof: Proof, key: string, node: string, { runs, witness }: LongestWalk): void {
  put(proof.limits, key, runs);
  if (witness !== null) return put(proof.witnesses, key, witness);
  proof.upperBounds.push(key);
  const message = `From ${node} on there are at most ${runs} stage runs: an upper bound, the exact number is too far to find.`;
  proof.problems.push({ code: 'MR1040', message });
}
