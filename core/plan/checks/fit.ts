// A stage only gets items of families that its kind works on: every family is followed from where it enters, along every rung.
import { own } from '../../own.js';
import type { Graph } from '../sources/graph.js';
import type { Kinds, SayDiagnostic } from './named.js';
import { resumeTargets } from './resume.js';

/** Stands for the judgement of a root, which has no item. */
const CLOSURE = 'closure';

export function checkFit(graph: Graph, kinds: Kinds, say: SayDiagnostic): void {
  const fits = (id: string, family: string): boolean => {
    const kind = kinds.get(own(graph.nodes, id)?.kind ?? '');
    // What is no node, or of no known kind, is told elsewhere.
    return kind === undefined || (family === CLOSURE ? kind.role === 'close' : kind.families.includes(family));
  };
  const seen = new Set<string>();
  const open = beginnings(graph).filter(({ id, family }) => fits(id, family));
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { id, family } = at;
    if (seen.has(`${id} ${family}`)) continue;
    seen.add(`${id} ${family}`);
    for (const [outcome, ladder] of Object.entries(own(graph.nodes, id)?.routes ?? {})) {
      const named = resumeTargets(graph, id, outcome, kinds)?.to.filter((other) => fits(other, family)) ?? [];
      const rungs = ladder.flatMap((rung) => (rung.node === undefined ? [] : [rung.node]));
      const wrong = rungs.filter((other) => !fits(other, family));
      // Where the first rung does not fit, the runtime takes the first target that does.
      if (named.length === 0)
        for (const other of wrong) say('MR1041', message(id, other, family), `nodes.${id}.${outcome}`);
      open.push(...[...named, ...rungs.filter((other) => fits(other, family))].map((next) => ({ id: next, family })));
    }
  }
}

function beginnings(graph: Graph): { id: string; family: string }[] {
  const entries = Object.entries(graph.entries).map(([family, id]) => ({ id, family }));
  const starts = graph.starts.flatMap((id) => entries.map(({ family }) => ({ id, family })));
  return [...entries, ...starts, ...(graph.closure === undefined ? [] : [{ id: graph.closure.node, family: CLOSURE }])];
}

const message = (from: string, to: string, family: string): string =>
  family === CLOSURE
    ? `Node ${from} judges a root and leads to ${to}, which works on an item.`
    : `Node ${from} leads a ${family} to ${to}, whose stage kind does not work on it.`;
