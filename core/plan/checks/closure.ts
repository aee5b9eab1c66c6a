// The closure of a graph: a node that judges, an end for a root that is closed, and another for one with a gap.
import { own } from '../../own.js';
import type { Graph } from '../sources/graph.js';
import { checkNamed, type Kinds, type SayDiagnostic } from './named.js';
import { reachableEnds, reachable } from './reach.js';

export function checkClosure(graph: Graph, kinds: Kinds, say: SayDiagnostic): void {
  const { closure } = graph;
  if (closure === undefined) return;
  const node = own(graph.nodes, closure.node);
  const kind = kinds.get(node?.kind ?? '');
  // A node of an unknown kind is told elsewhere.
  if (node === undefined || (kind !== undefined && kind.role !== 'close'))
    say('MR1022', `The closure leads to ${closure.node}, which is no node that closes.`, 'closure.node');
  checkEnds(graph, kinds, say);
}

function checkEnds(graph: Graph, kinds: Kinds, say: SayDiagnostic): void {
  const { node = '', pass = '', gap = '' } = graph.closure ?? {};
  if (pass === gap) say('MR1034', `A root that passes and one with a gap both end at ${pass}.`, 'closure.gap');
  if ((own(graph.ends, pass)?.class ?? 'success') !== 'success')
    say('MR1034', `The end ${pass} of a root that passes is not of class success.`, 'closure.pass');
  const ends = [...reachable(graph, node, kinds)].flatMap((id) => reachableEnds(graph, id));
  for (const [field, end] of [['pass', pass] as const, ['gap', gap] as const]) {
    checkNamed(graph.ends, 'end', end, `closure.${field}`, say);
    if (own(graph.ends, end) !== undefined && own(graph.nodes, node) !== undefined && !ends.includes(end))
      say('MR1034', `No route from ${node} comes to the end ${end}.`, `closure.${field}`);
  }
}
