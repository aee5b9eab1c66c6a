// One stage run and what the engine makes of it: which failure class counts, which rung is taken, what is kept.
import type { Model, ProofWay } from './model.js';
import { NONE } from './model.js';

export interface State {
  node: number;
  /** Failure class that is being repaired. */
  kept: number;
  /** Counts of the bounds of the activation, then those of each class. */
  spent: readonly number[];
}

export interface Move {
  way: ProofWay;
  /** The class that was reported; NONE when the engine finds it. */
  reported: number;
  /** Counter that it spends. */
  counter: number;
  next: State | null;
}

export function firstState(model: Model): State {
  const counters = model.once.length + model.classes.length * model.perClass.length;
  return { node: 0, kept: NONE, spent: Array.from({ length: counters }, () => 0) };
}

export const moveCounter = (model: Model, failureClass: number, bound: number): number =>
  model.once.length + failureClass * model.perClass.length + bound;

export const movesOf = (model: Model, state: State): Move[] =>
  (model.ways[state.node] ?? []).flatMap((way) => movesBy(model, state, way));

export function movesBy(model: Model, state: State, way: ProofWay): Move[] {
  const found = state.kept === NONE ? model.reported + 1 + state.node : state.kept;
  const isPool = model.pooled && found < model.reported;
  const named = way.blocked ? reportable(model, state, way) : [];
  const moves = named.map((one) => ({ way, reported: one, ...after(model, state, way, one) }));
  if (isPool && moves.length > 0 && way.blocked) return moves;
  return [{ way, reported: NONE, ...after(model, state, way, found, way.blocked) }, ...moves];
}

/**
 * Reported classes that make a difference: without counts of their own any of them does, where a stage that gave up itself is not
 * asked again. Two with the same counts make none. In a pool, counts can be gathered: with the same sum, the classes spent one after the other are at any time as able to be spent as any others, and one of
 * them is used up as early as can be.
 */
function reportable(model: Model, state: State, way: ProofWay): number[] {
  const classes = Array.from({ length: model.reported }, (_, index) => index);
  if (model.perClass.length === 0) return way.rungs.some(({ same }) => same) ? classes.slice(0, 1) : [];
  if (model.pooled) {
    const open = classes.find((one) => (state.spent[moveCounter(model, one, 0)] ?? 0) < (model.perClass[0] ?? 0));
    return open === undefined ? classes.slice(0, 1) : open > 0 ? [open, 0] : [open];
  }
  const byCounts = new Map(classes.map((one) => [countsOf(model, state, one), one] as const));
  return [...byCounts.values()];
}

export const countsOf = (model: Model, state: State, failureClass: number): string =>
  state.spent.slice(moveCounter(model, failureClass, 0), moveCounter(model, failureClass + 1, 0)).join(' ');

/** `gaveUp`: the stage itself said that it is blocked. Then no stage of its kind is asked, as if it had been until that was used up. */
function after(
  model: Model,
  state: State,
  way: ProofWay,
  failureClass: number,
  gaveUp = false,
): Pick<Move, 'counter' | 'next'> {
  let { spent } = state;
  for (const { to, once, perClass, late, same } of way.rungs) {
    const counter = perClass === NONE ? once : moveCounter(model, failureClass, perClass);
    const max = (perClass === NONE ? model.once[once] : model.perClass[perClass]) ?? Infinity;
    const used = spent[counter] ?? 0;
    if (used >= max) continue;
    if (to === NONE) return { counter, next: null };
    const isSkipped = same && gaveUp;
    if (counter !== NONE) spent = spent.with(counter, isSkipped ? max : used + 1);
    if (isSkipped) continue;
    return { counter, next: { node: to, kept: keptAfter(model, way, failureClass, to, late), spent } };
  }
  return { counter: NONE, next: null };
}

function keptAfter(model: Model, way: ProofWay, failureClass: number, to: number, late: boolean): number {
  if (model.keeps[to] !== true) return NONE;
  if (!way.blocked) return late ? model.reported : NONE;
  return model.pooled && failureClass < model.reported ? 0 : failureClass;
}

/** Equal for states that differ only by which of the reported classes has which counts. */
export function keyOf(model: Model, state: State): string {
  const { once, reported, pooled } = model;
  if (pooled) return `${state.node} ${state.kept} ${state.spent.join(' ')}`;
  const classes = Array.from({ length: reported }, (_, index) => countsOf(model, state, index));
  const kept = state.kept >= 0 && state.kept < reported ? `reported ${classes[state.kept]}` : state.kept;
  const others = [...state.spent.slice(0, once.length), ...state.spent.slice(moveCounter(model, reported, 0))];
  return `${state.node} ${kept}|${others.join(' ')}|${classes.sort().join(',')}`;
}
