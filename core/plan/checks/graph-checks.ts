// What a graph must satisfy before it may route anything: every name known, every outcome routed, every entry fitting.
// That every node is reached and every path ends is in `reach.ts`, that stages get what they work on in `fit.ts`.
import type { Rung } from '../../contracts/plan.js';
import { own } from '../../own.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic, didYouMean } from '../diagnostics.js';
import { checkClosure } from './closure.js';
import { checkFit } from './fit.js';
import type { Homes } from '../sources/family.js';
import type { Graph } from '../sources/graph.js';
import { checkNamed, type Kinds, type SayDiagnostic } from './named.js';
import { checkReach } from './reach.js';
import { checkResume } from './resume.js';

/** `homes`: every family that exists. */
export function checkGraph(graph: Graph, kinds: Kinds, homes: Homes, diagnostics: Diagnostic[]): void {
  const say: SayDiagnostic = (code, message, field) =>
    diagnostics.push(diagnostic(code, graph.path, message, { field }));
  for (const id of Object.keys(graph.nodes)) checkNode(graph, id, kinds, say);
  checkEntries(graph, kinds, homes, say);
  checkStarts(graph, kinds, say);
  checkClosure(graph, kinds, say);
  if (graph.delivery !== undefined && graph.closure === undefined)
    say('MR1045', `${graph.id} delivers roots and judges none.`, 'delivery');
  checkReach(graph, kinds, say);
  checkFit(graph, kinds, say);
}

function checkNode(graph: Graph, id: string, kinds: Kinds, say: SayDiagnostic): void {
  const node = own(graph.nodes, id);
  const kind = kinds.get(node?.kind ?? '');
  if (node === undefined || kind === undefined) {
    const name = node?.kind ?? id;
    return say(
      'MR1012',
      `Node ${id} uses the stage kind ${name}.${didYouMean(name, [...kinds.keys()])}`,
      `nodes.${id}`,
    );
  }
  if (kind.plane !== graph.plane) say('MR1012', `Node ${id} uses ${node.kind} of plane ${kind.plane}.`, `nodes.${id}`);
  checkOutcomes(id, node.routes, Object.keys(kind.outcomes), say);
  for (const [outcome, ladder] of Object.entries(node.routes))
    checkLadder(graph, `nodes.${id}.${outcome}`, ladder, say);
  checkResume(graph, id, kinds, say);
}

function checkOutcomes(id: string, routes: Record<string, Rung[]>, legal: string[], say: SayDiagnostic): void {
  for (const outcome of legal) {
    if (own(routes, outcome) === undefined) say('MR1020', `Node ${id} has no route for ${outcome}.`, `nodes.${id}`);
  }
  for (const outcome of Object.keys(routes)) {
    if (legal.includes(outcome)) continue;
    const message = `Node ${id} routes ${outcome}, which its stage kind does not have.${didYouMean(outcome, legal)}`;
    say('MR1021', message, `nodes.${id}.${outcome}`);
  }
}

function checkLadder(graph: Graph, field: string, ladder: Rung[], say: SayDiagnostic): void {
  for (const [index, rung] of ladder.entries()) {
    const last = index === ladder.length - 1;
    if (last !== (rung.bound === undefined))
      say('MR1023', `Rung ${index + 1} of ${field} breaks the rule of ladders.`, field);
    checkNamed(graph.nodes, 'node', rung.node, field, say);
    checkNamed(graph.ends, 'end', rung.end, field, say);
    checkNamed(graph.bounds, 'bound', rung.bound, field, say);
  }
}

function checkEntries(graph: Graph, kinds: Kinds, homes: Homes, say: SayDiagnostic): void {
  for (const [family, id] of Object.entries(graph.entries)) {
    const field = `entries.${family}`;
    const known = own(homes, family);
    if (known === undefined)
      say('MR1015', `There is no family ${family}.${didYouMean(family, Object.keys(homes))}`, field);
    else if (known.plane !== graph.plane) say('MR1015', `Family ${family} belongs to plane ${known.plane}.`, field);
    const node = own(graph.nodes, id);
    if (node === undefined) say('MR1022', `The entry leads to ${id}, which is no node.`, field);
    const kind = kinds.get(node?.kind ?? '');
    if (kind !== undefined && !kind.families.includes(family))
      say('MR1027', `${kind.id} does not work on ${family}.`, field);
  }
}

function checkStarts(graph: Graph, kinds: Kinds, say: SayDiagnostic): void {
  const families = Object.keys(graph.entries);
  for (const id of graph.starts) {
    checkNamed(graph.nodes, 'node', id, 'starts', say);
    const kind = kinds.get(own(graph.nodes, id)?.kind ?? '');
    if (kind === undefined || kind.families.some((family) => families.includes(family))) continue;
    say('MR1027', `${kind.id} works on none of the families that enter this graph.`, 'starts');
  }
}
