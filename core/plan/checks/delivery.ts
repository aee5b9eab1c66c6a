// The delivery of roots: what does not fit becomes work of a family that enters some graph of the mode, and begins there at a start for a merger.
// A mode may lack that where branches stay for a person.
import { own } from '../../own.js';
import type { PlanContext } from '../context.js';
import { diagnostic, didYouMean } from '../diagnostics.js';
import { allHomes } from '../sources/family.js';
import type { Graph } from '../sources/graph.js';
import type { SayDiagnostic } from './named.js';

/** `graphs`: all of the mode. */
export function checkDelivery(graphs: readonly Graph[], { library, config, diagnostics }: PlanContext): void {
  for (const { path, delivery } of graphs) {
    if (delivery === undefined) continue;
    const say: SayDiagnostic = (code, message, field) =>
      void diagnostics.push(diagnostic(code, path, message, { field }));
    const { family, start } = delivery;
    const families = Object.keys(allHomes(library.families));
    if (!families.includes(family)) {
      say('MR1015', `There is no family ${family}.${didYouMean(family, families)}`, 'delivery.family');
      continue;
    }
    const graph = graphs.find(({ entries }) => own(entries, family) !== undefined);
    if (config.trees.deliver === 'branch' && graph?.starts.includes(start) !== true) continue;
    if (graph === undefined) say('MR1045', `No graph of this mode takes a ${family}.`, 'delivery.family');
    else checkStart(graph, { family, start }, library.stages, say);
  }
}

function checkStart(
  graph: Graph,
  { family, start }: { family: string; start: string },
  kinds: PlanContext['library']['stages'],
  say: SayDiagnostic,
): void {
  const { id, starts, nodes } = graph;
  if (!starts.includes(start))
    return say('MR1045', `No item can begin at ${start} in ${id}.${didYouMean(start, starts)}`, 'delivery.start');
  const kind = kinds.get(own(nodes, start)?.kind ?? '');
  // A node that does not exist, or is of an unknown kind, is told elsewhere.
  if (kind === undefined) return;
  if (kind.role !== 'merge') say('MR1045', `${start} of ${id} is no node that merges.`, 'delivery.start');
  if (!kind.families.includes(family)) say('MR1045', `${kind.id} does not work on ${family}.`, 'delivery.family');
}
