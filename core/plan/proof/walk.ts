// A circulation that hangs together is an Eulerian walk: here it is read stage run by stage run, with the engine's own rules.
// Nothing may be left behind, and a rung is taken when those before it are used up. Where the next segment does not fit, one
// of the same weight is taken for it. Whether it succeeds decides only how a number is proved, never which.
import type { Model, ProofWay } from './model.js';
import { NONE } from './model.js';
import type { Move, State } from './moves.js';
import { firstState, movesBy } from './moves.js';
import type { Network, Segment } from './network.js';
import { arcsFor, landingVertex } from './network.js';
import type { Places, Pools } from './places.js';
import type { Remainder } from './remainder.js';
import { type ProofSteps, take } from './steps.js';

export interface WalkGround {
  model: Model;
  places: Places;
  pools: Pools;
  network: Network;
  steps: ProofSteps;
}

interface At {
  state: State;
  landing: number;
  remainder: Remainder;
}

interface Next {
  moves: Move[];
  at: At | null;
}

/** The moves of a walk that uses all that `remainder` holds; null when the engine's rules stand in the way. */
export function walkOf(ground: WalkGround, remainder: Remainder): Move[] | null {
  const walk: Move[] = [];
  const { steps, network } = ground;
  for (let at: At | null = { state: firstState(ground.model), landing: 0, remainder }; at !== null;) {
    if (!take(steps, network.segments.length)) return null;
    const next: Next | null = onward(ground, at, true) ?? onward(ground, at, false) ?? ending(ground, at);
    if (next === null) return null;
    walk.push(...next.moves);
    at = next.at;
  }
  return walk;
}

/** The next segment: one that is used, or one that can be used for another. */
function onward(ground: WalkGround, { state, landing, remainder }: At, isUsed: boolean): Next | null {
  const { segments, leads } = ground.network;
  for (const [index, segment] of segments.entries()) {
    if (segment.from !== landing || segment.pool === NONE) continue;
    for (const [second, { pool, to }] of leads.entries()) {
      const arcs = arcsFor(ground.network, index, second);
      if (pool !== segment.pool || arcs.every((arc) => remainder.uses(arc)) !== isUsed) continue;
      const after = walked(remainder, arcs, to);
      const moves = after && played(ground, segment, to, state, 1);
      const last = moves?.at(-1)?.next;
      if (after && moves && last) return { moves, at: { state: last, landing: to, remainder: after } };
    }
  }
  return null;
}

function ending(ground: WalkGround, { state, landing, remainder }: At): Next | null {
  const { segments } = ground.network;
  if (segments.some(({ pool }, index) => pool !== NONE && remainder.uses(1 + index))) return null;
  const end = segments.find(({ from, pool }) => from === landing && pool === NONE);
  const moves = end ? played(ground, end, NONE, state, 1) : null;
  return moves && { moves, at: null };
}

function walked(remainder: Remainder, arcs: number[], landing: number): Remainder | null {
  const after = remainder.copy();
  if (!arcs.every((arc) => after.use(arc)) || !arcs.every((arc) => after.uses(arc))) return null;
  for (const arc of arcs) after.walk(arc);
  return after.connect(landingVertex(landing)).size === 0 ? after : null;
}

/** The moves of a segment. On its longest ways every place is as far from the landing as it can be. */
function played(ground: WalkGround, segment: Segment, to: number, state: State, runs: number): Move[] | null {
  const { model, places, pools, network, steps } = ground;
  if (!take(steps, state.spent.length)) return null;
  const ways = (model.ways[state.node] ?? []).filter((way) => runs === segment.runs || leadsOn(way));
  for (const move of ways.flatMap((way) => movesBy(model, state, way))) {
    const at = move.next === null ? NONE : places.at(move.next.node, move.next.kept);
    if (runs === segment.runs) {
      const pool = pools.of[move.counter] ?? NONE;
      const isEnd = to === NONE ? at === NONE : pool === segment.pool && at === network.landings[to];
      if (isEnd) return [move];
    } else if (move.counter === NONE && move.next !== null && network.reach[segment.from]?.[at] === runs + 1) {
      const moves = played(ground, segment, to, move.next, runs + 1);
      if (moves !== null) return [move, ...moves];
    }
  }
  return null;
}

/** Whether it can lead to a node for nothing. */
const leadsOn = ({ rungs }: ProofWay): boolean =>
  rungs.some(({ to, once, perClass }) => to !== NONE && once === NONE && perClass === NONE);
