// Longest activations, in the words of `compile simulate`, which plays them.
import { PLANES } from '../../core/contracts/families.js';
import type { Compiled } from '../../core/plan/compile.js';
import type { ProofStep } from '../../core/plan/proof/graph.js';
import { section } from '../render/table.js';

export const witnessLines = (witnesses: Compiled['witnesses']): string[] =>
  PLANES.flatMap((plane) =>
    Object.entries(witnesses[plane] ?? {}).flatMap(([start, walk]) =>
      section(`${plane} ${start}: a longest activation, ${walk.length} stage runs`, walk.map(stepText)),
    ),
  );

function stepText({ node, outcome, failureClass, resume }: ProofStep): string {
  const more = [
    failureClass === undefined ? '' : ` class=${failureClass}`,
    resume === undefined ? '' : ` resume=${resume}`,
  ];
  return `${node}: ${outcome}${more.join('')}`;
}
