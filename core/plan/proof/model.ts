// A graph as numbers: the nodes that can be reached from the start, their ways, and every counter that these can spend.
import type { Rung } from '../../contracts/plan.js';
import { EXHAUSTED_CLASS } from '../../engine/lineage/routing/ladder.js';
import { own } from '../../own.js';
import type { Routed } from './graph.js';

/** -1 stands for none: a rung that ends, a rung that counts nothing, an activation that repairs no failure. */
export const NONE = -1;

/** A rung in numbers. */
export interface Rise {
  /** Node it leads to. */
  to: number;
  /** Bound it spends: one of `once` or one of `perClass`. */
  once: number;
  perClass: number;
  /** Whether a rung before it was used up. */
  late: boolean;
  /** Whether it leads to a stage of the same kind: one that said itself that it is blocked is not asked again. */
  same: boolean;
}

export interface ProofWay {
  outcome: string;
  /** Set for a way that the stage itself names. */
  resume: string | null;
  blocked: boolean;
  /** Up to the first that is always open. */
  rungs: Rise[];
}

export interface Model {
  nodes: string[];
  /** By node. */
  ways: ProofWay[][];
  /** By node: whether what is being repaired when it begins can make a difference. */
  keeps: boolean[];
  /** Largest counts of the bounds of an activation, and of the bounds of each failure class. */
  once: number[];
  perClass: number[];
  /** Failure classes: the `reported` ones first, then the exhausted one, then each node's own. */
  classes: string[];
  reported: number;
  /** Classes other than reported ones that can ever be counted. */
  special: number[];
  /** Whether only BLOCKED spends per class, and only one bound: then reported classes are one pool. */
  pooled: boolean;
}

/** `reported`: classes that the runtime may report with BLOCKED at any node. */
export function modelOf(graph: Routed, start: string, reported: readonly string[]): Model {
  const nodes = reachable(graph, start);
  const ladders = nodes.flatMap((id) => Object.values(own(graph.nodes, id)?.routes ?? {}));
  const used = [...new Set(ladders.flatMap((rungs) => rungs.flatMap((rung) => rung.bound ?? [])))];
  const bounds = (per: string) => used.filter((id) => own(graph.bounds, id)?.per === per);
  const leads = ladders.flat().flatMap(({ bound = '', node }) => (node === undefined ? [] : [bound]));
  const lasting = used.filter((id) => !leads.includes(id) && (own(graph.bounds, id)?.max ?? 0) > 0);
  const names = { nodes, once: bounds('activation'), perClass: bounds('class'), lasting };
  const ways = nodes.map((id) => waysOf(graph, id, names));
  const others = reported.filter((name) => name !== EXHAUSTED_CLASS);
  const largest = (ids: string[]) => ids.map((id) => own(graph.bounds, id)?.max ?? 0);
  return {
    ...{
      nodes,
      ways,
      keeps: ways.map((of) => of.some(minds)),
      once: largest(names.once),
      perClass: largest(names.perClass),
      reported: others.length,
    },
    classes: [...others, EXHAUSTED_CLASS, ...nodes.map((id) => `${id}_blocked`)],
    special: special(ways, others.length),
    pooled: names.perClass.length === 1 && !ways.flat().some((way) => !way.blocked && spendsPerClass(way)),
  };
}

function reachable(graph: Routed, start: string): string[] {
  const seen = new Set([start]);
  for (const id of seen) {
    const { routes = {}, resume = {} } = own(graph.nodes, id) ?? {};
    const rungs = Object.values(routes).flatMap((ladder) => ladder.flatMap((rung) => rung.node ?? []));
    const named = Object.values(resume).flatMap((rule) => rule.to);
    for (const next of [...rungs, ...named]) if (Object.hasOwn(graph.nodes, next)) seen.add(next);
  }
  return [...seen];
}

interface Names {
  nodes: string[];
  once: string[];
  perClass: string[];
  /** Bounds that no activation that goes on has spent. */
  lasting: string[];
}

function waysOf(graph: Routed, id: string, names: Names): ProofWay[] {
  const { routes = {}, resume = {} } = own(graph.nodes, id) ?? {};
  const way = (outcome: string, rungs: Rise[], named: string | null): ProofWay => ({
    ...{ outcome, rungs, resume: named, blocked: outcome === 'BLOCKED' },
  });
  const same = (other: string): boolean => kindOf(graph, other) === kindOf(graph, id);
  const ladders = Object.entries(routes).map(([outcome, ladder]) => way(outcome, stepsOf(ladder, names, same), null));
  const resumes = Object.entries(resume).flatMap(([outcome, rule]) =>
    rule.to.map((node) => way(outcome, stepsOf([{ node }], names, same), node)),
  );
  return [...ladders, ...resumes];
}

const kindOf = ({ nodes }: Routed, id: string): string => own(nodes, id)?.kind ?? id;

/**
 * Up to the rung that is never passed: one without a bound, or with one that is spent nowhere but on the way to an end.
 * Of rungs with the same bound the first is meant: where it is used up, so are the others.
 */
function stepsOf(ladder: Rung[], names: Names, same: (node: string) => boolean): Rise[] {
  const { once, perClass, lasting } = names;
  const open = ladder.findIndex(({ bound }) => bound === undefined || lasting.includes(bound));
  const tried = ladder.slice(0, open === -1 ? ladder.length : open + 1);
  return tried.flatMap(({ node, bound }, index) => {
    const isKnown = bound === undefined || [...once, ...perClass].includes(bound);
    if (!isKnown || tried.findIndex((rung) => rung.bound === bound) < index) return [];
    return {
      to: node === undefined ? NONE : names.nodes.indexOf(node),
      once: bound === undefined ? NONE : once.indexOf(bound),
      perClass: bound === undefined ? NONE : perClass.indexOf(bound),
      late: index > 0,
      same: node !== undefined && bound !== undefined && same(node),
    };
  });
}

const spendsPerClass = (way: ProofWay): boolean => way.rungs.some((rung) => rung.perClass !== NONE);

const minds = (way: ProofWay): boolean =>
  spendsPerClass(way) || (way.blocked && way.rungs.some((rung) => rung.to !== NONE));

/** A node's own class begins at that node, the exhausted one after a rung that was used up. */
function special(ways: ProofWay[][], reported: number): number[] {
  const goesOn = (way: ProofWay) => way.rungs.some((rung) => rung.to !== NONE);
  const exhausts = ways.flat().some((way) => !way.blocked && way.rungs.some((rung) => rung.late && rung.to !== NONE));
  const owns = ways.flatMap((of, node) =>
    of.some((way) => goesOn(way) && (way.blocked || spendsPerClass(way))) ? [reported + 1 + node] : [],
  );
  return [...(exhausts ? [reported] : []), ...owns];
}
