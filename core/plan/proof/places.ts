// The graph relaxed, without its counts: places (a node and the kind of failure that is repaired there), what leads from one to the
// next for nothing, and what leads on for a count. Every walk of the engine is a walk over places: what a place leaves out
// (which of the reported classes, whether the rungs before are used up) only ever forbids steps.
import type { Model, Rise, ProofWay } from './model.js';
import { NONE } from './model.js';

/** What is being repaired: nothing, some reported class, or `SPECIAL` + index of one of the special ones. */
const NOTHING = 0;
const REPORTED = 1;
const SPECIAL = 2;

export interface WalkPlace {
  node: number;
  kind: number;
  /** Places that are reached for nothing. */
  free: number[];
  /** Places that are reached for a count. */
  paid: Paid[];
}

export interface Paid {
  /** Pool that it takes a count from. */
  pool: number;
  to: number;
}

/** Counters that any walk may take for each other: one of the activation, or one bound of all classes of a kind. */
export interface Pools {
  /** Counts that each holds at first. */
  sizes: number[];
  /** Pool by counter of a state; NONE for one that nothing can spend. */
  of: number[];
}

export interface Places {
  /** The first is the start. */
  all: WalkPlace[];
  /** Place of a node where the failure class `kept` is being repaired. */
  at: (node: number, kept: number) => number;
}

export function walkPlaces(model: Model): Places {
  const all: WalkPlace[] = [];
  const index = new Map<number, number>();
  const enter = (node: number, kind: number): number => {
    const key = (model.keeps[node] === true ? kind : NOTHING) * model.nodes.length + node;
    const known =
      index.get(key) ?? all.push({ node, kind: Math.floor(key / model.nodes.length), free: [], paid: [] }) - 1;
    index.set(key, known);
    return known;
  };
  enter(0, NOTHING);
  for (const place of all) for (const way of model.ways[place.node] ?? []) lead(model, place, way, enter);
  return { all, at: (node, kept) => enter(node, kindOf(model, kept)) };
}

type Enter = (node: number, kind: number) => number;

function lead(model: Model, place: WalkPlace, way: ProofWay, enter: Enter): void {
  const found = place.kind === NOTHING ? kindOf(model, model.reported + 1 + place.node) : place.kind;
  const kinds = new Set(way.blocked && model.reported > 0 ? [found, REPORTED] : [found]);
  for (const kind of kinds) {
    for (const rung of way.rungs) {
      if (rung.to === NONE) continue;
      // Only a class that the runtime reports lets a stage of the same kind be asked again.
      if (rung.same && way.blocked && kind !== REPORTED) continue;
      const to = enter(rung.to, kindAfter(model, way, rung, kind));
      const pool = rung.perClass === NONE ? rung.once : poolOf(model, kind, rung.perClass);
      if (pool === NONE) place.free.push(to);
      else place.paid.push({ pool, to });
    }
  }
}

function kindAfter(model: Model, way: ProofWay, rung: Rise, kind: number): number {
  if (way.blocked) return kind;
  return rung.late ? kindOf(model, model.reported) : NOTHING;
}

export function kindOf(model: Model, failureClass: number): number {
  if (failureClass === NONE) return NOTHING;
  const at = model.special.indexOf(failureClass);
  return at === -1 ? REPORTED : SPECIAL + at;
}

const poolOf = (model: Model, kind: number, bound: number): number =>
  model.once.length + (kind - REPORTED) * model.perClass.length + bound;

export function poolsOf(model: Model): Pools {
  const kinds = [model.reported, ...model.special.map(() => 1)];
  const sizes = [...model.once, ...kinds.flatMap((classes) => model.perClass.map((max) => max * classes))];
  const counted = model.classes.map((_, one) => one < model.reported || model.special.includes(one));
  const perClass = counted.flatMap((can, one) =>
    model.perClass.map((_, bound) => (can ? poolOf(model, kindOf(model, one), bound) : NONE)),
  );
  return { sizes, of: [...model.once.keys(), ...perClass] };
}
