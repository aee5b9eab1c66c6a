// The proof of a graph: nothing in it goes round for ever, and from each start no activation is longer than its number.
import { describeCycle, freeCycle } from './cycle.js';
import type { Routed, Step } from './graph.js';
import type { Longest, Refusal } from './longest.js';
import { longest } from './longest.js';
import { put } from '../../own.js';

export interface Proof {
  /** Largest number of stage runs by key of `starts`; 0 where there is no proof. */
  limits: Record<string, number>;
  /** A walk of that many stage runs by key of `starts`. */
  witnesses: Record<string, Step[]>;
  problems: { code: 'MR1025' | 'MR1040'; message: string }[];
}

/**
 * `starts`: node where an activation may begin, by any key. `classes`: failure classes that the runtime may report with
 * BLOCKED at any node; each node has one of its own besides. `seen`: the graph as it is from a start on.
 */
export function prove(
  graph: Routed,
  starts: Record<string, string>,
  classes: readonly string[],
  seen: (key: string) => Routed = () => graph,
): Proof {
  const proof: Proof = {
    limits: Object.fromEntries(Object.keys(starts).map((key) => [key, 0])),
    witnesses: {},
    problems: [],
  };
  const cycle = freeCycle(graph);
  if (cycle !== null) {
    proof.problems.push({ code: 'MR1025', message: `Nothing bounds the cycle ${describeCycle(cycle)}.` });
    return proof;
  }
  for (const [key, node] of Object.entries(starts)) {
    const found = longest(seen(key), node, classes);
    if ('states' in found) proof.problems.push(tooLarge(node, found));
    else take(proof, key, found);
  }
  return proof;
}

function take(proof: Proof, key: string, found: Longest): void {
  put(proof.limits, key, found.runs);
  put(proof.witnesses, key, found.witness);
}

const tooLarge = (node: string, { states }: Refusal) =>
  ({
    code: 'MR1040',
    message: `The largest number of stage runs from ${node} on cannot be proved within ${states} states.`,
  }) as const;
