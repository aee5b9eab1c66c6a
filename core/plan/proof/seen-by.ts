// A graph as an item of one family goes through it: the engine follows no name, and takes no rung, that leads a stage to
// what it does not work on.
import type { Rung } from '../../contracts/plan.js';
import type { Routed, RoutedNode } from './graph.js';
import { own } from '../../own.js';

export interface WorkingNode extends RoutedNode {
  /** Families that the stage works on. */
  families?: readonly string[];
}

export function seenBy<B extends Routed['bounds']>(
  family: string,
  { nodes, bounds }: { nodes: Record<string, WorkingNode>; bounds: B },
): Routed {
  const works = (id: string): boolean => own(nodes, id)?.families?.includes(family) ?? true;
  const seen = Object.entries(nodes).map(([id, node]) => [id, nodeSeen(node, works)] as const);
  return { nodes: Object.fromEntries(seen), bounds };
}

function nodeSeen({ kind, routes, resume = {} }: WorkingNode, works: (id: string) => boolean): RoutedNode {
  const named = Object.entries(resume).map(([outcome, { to }]) => [outcome, { to: to.filter(works) }] as const);
  const targets = Object.fromEntries(named);
  const seen = Object.entries(routes).map(([outcome, ladder]) => {
    const instead = own(targets, outcome)?.to[0];
    return [outcome, ladder.map((rung) => rungSeen(rung, instead, works))] as const;
  });
  return { ...(kind === undefined ? {} : { kind }), routes: Object.fromEntries(seen), resume: targets };
}

function rungSeen(rung: Rung, instead: string | undefined, works: (id: string) => boolean): Rung {
  const fits = rung.node === undefined || works(rung.node);
  return fits || instead === undefined ? rung : { ...rung, node: instead };
}
