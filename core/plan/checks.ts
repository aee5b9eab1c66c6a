// What a graph must satisfy before it may route anything: every outcome routed, every name known, every node reachable,
// every path with an end.
import { FAMILIES } from '../contracts/families.js';
import type { Rung } from '../contracts/plan.js';
import { own } from '../own.js';
import type { Diagnostic } from './diagnostics.js';
import { diagnostic, didYouMean } from './diagnostics.js';
import type { Graph } from './graph.js';
import type { StageKind } from './stage-kind.js';

export function checkGraph(graph: Graph, kinds: Map<string, StageKind>, diagnostics: Diagnostic[]): void {
  const say: Say = (code, message, field) => diagnostics.push(diagnostic(code, graph.path, message, { field }));
  for (const [id, node] of Object.entries(graph.nodes)) {
    const kind = kinds.get(node.kind);
    if (kind === undefined) {
      say(
        'MR1012',
        `Node ${id} uses the stage kind ${node.kind}.${didYouMean(node.kind, [...kinds.keys()])}`,
        `nodes.${id}`,
      );
      continue;
    }
    if (kind.plane !== graph.plane)
      say('MR1012', `Node ${id} uses ${node.kind} of plane ${kind.plane}.`, `nodes.${id}`);
    checkOutcomes(id, node.routes, Object.keys(kind.outcomes), say);
    for (const [outcome, ladder] of Object.entries(node.routes))
      checkLadder(graph, `nodes.${id}.${outcome}`, ladder, say);
  }
  checkEntries(graph, kinds, say);
  checkReach(graph, say);
}

type Say = (code: Parameters<typeof diagnostic>[0], message: string, field: string) => void;

function checkOutcomes(id: string, routes: Record<string, Rung[]>, legal: string[], say: Say): void {
  for (const outcome of legal) {
    if (own(routes, outcome) === undefined) say('MR1020', `Node ${id} has no route for ${outcome}.`, `nodes.${id}`);
  }
  for (const outcome of Object.keys(routes)) {
    if (legal.includes(outcome)) continue;
    const message = `Node ${id} routes ${outcome}, which its stage kind does not have.${didYouMean(outcome, legal)}`;
    say('MR1021', message, `nodes.${id}.${outcome}`);
  }
}

function checkLadder(graph: Graph, field: string, ladder: Rung[], say: Say): void {
  for (const [index, rung] of ladder.entries()) {
    const last = index === ladder.length - 1;
    if (last !== (rung.bound === undefined))
      say('MR1023', `Rung ${index + 1} of ${field} breaks the rule of ladders.`, field);
    checkTarget(graph, field, rung, say);
  }
}

function checkTarget(graph: Graph, field: string, rung: Rung, say: Say): void {
  if (rung.node !== undefined && own(graph.nodes, rung.node) === undefined) {
    say('MR1022', `There is no node ${rung.node}.${didYouMean(rung.node, Object.keys(graph.nodes))}`, field);
  }
  if (rung.end !== undefined && own(graph.ends, rung.end) === undefined) {
    say('MR1022', `There is no end ${rung.end}.${didYouMean(rung.end, Object.keys(graph.ends))}`, field);
  }
  if (rung.bound !== undefined && own(graph.bounds, rung.bound) === undefined) {
    say('MR1022', `There is no bound ${rung.bound}.${didYouMean(rung.bound, Object.keys(graph.bounds))}`, field);
  }
}

function checkEntries(graph: Graph, kinds: Map<string, StageKind>, say: Say): void {
  for (const [family, id] of Object.entries(graph.entries)) {
    const field = `entries.${family}`;
    const known = own(FAMILIES, family);
    if (known === undefined)
      say('MR1015', `There is no family ${family}.${didYouMean(family, Object.keys(FAMILIES))}`, field);
    else if (known.plane !== graph.plane) say('MR1015', `Family ${family} belongs to plane ${known.plane}.`, field);
    const node = own(graph.nodes, id);
    if (node === undefined) say('MR1022', `The entry leads to ${id}, which is no node.`, field);
    const kind = kinds.get(node?.kind ?? '');
    if (kind !== undefined && !kind.families.includes(family))
      say('MR1027', `${kind.id} does not work on ${family}.`, field);
  }
  const closing = graph.closure?.node;
  if (closing === undefined) return;
  const node = own(graph.nodes, closing);
  const kind = kinds.get(node?.kind ?? '');
  // A node of an unknown kind is told above.
  if (node === undefined || (kind !== undefined && kind.role !== 'close'))
    say('MR1022', `The closure leads to ${closing}, which is no node that closes.`, 'closure.node');
}

/** Nodes one step away from each node. */
export function successors(graph: Graph, id: string): string[] {
  const rungs = Object.values(graph.nodes[id]?.routes ?? {}).flat();
  return rungs.flatMap((rung) => (rung.node === undefined ? [] : [rung.node]));
}

function checkReach(graph: Graph, say: Say): void {
  const roots = [...Object.values(graph.entries), ...(graph.closure === undefined ? [] : [graph.closure.node])];
  const seen = new Set<string>();
  const open = [...roots];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...successors(graph, id));
  }
  for (const id of Object.keys(graph.nodes)) {
    if (!seen.has(id)) say('MR1024', `Nothing leads to node ${id}.`, `nodes.${id}`);
  }
  for (const id of stranded(graph)) say('MR1026', `No route from ${id} ever comes to an end.`, `nodes.${id}`);
}

function stranded(graph: Graph): string[] {
  const ending = new Set<string>();
  for (let grown = true; grown;) {
    grown = false;
    for (const [id, node] of Object.entries(graph.nodes)) {
      if (ending.has(id)) continue;
      const rungs = Object.values(node.routes).flat();
      if (!rungs.some((rung) => rung.end !== undefined || ending.has(rung.node ?? ''))) continue;
      ending.add(id);
      grown = true;
    }
  }
  return Object.keys(graph.nodes).filter((id) => !ending.has(id));
}
