// The exact largest number of stage runs from a state on, by trying everything that the estimate does not rule out.
import type { Estimate } from './estimate.js';
import type { Model } from './model.js';
import type { Move, State } from './moves.js';
import { keyOf, movesOf } from './moves.js';
import type { ProofSteps } from './steps.js';

/** Largest number and the move that reaches it, by key of the state. */
export interface Known {
  runs: number;
  /** Null for a node that answers nothing. */
  move: Move | null;
}

export class Search {
  readonly known = new Map<string, Known>();
  /** False once it gave up: then its numbers are of real walks, but there may be longer ones. */
  complete = true;

  constructor(
    private readonly model: Model,
    private readonly estimate: Estimate,
    private readonly steps: ProofSteps,
  ) {}

  /** What cannot be better than the best is not looked at. */
  from(state: State): Known {
    const key = keyOf(this.model, state);
    const before = this.known.get(key);
    if (before !== undefined) return before;
    this.steps.states -= 1;
    const moves = movesOf(this.model, state).map((move) => ({ move, possible: this.possible(move.next) }));
    moves.sort((a, b) => b.possible - a.possible);
    let best: Known | null = null;
    for (const { move, possible } of moves) {
      if (best !== null && possible < best.runs) break;
      if (best !== null && this.steps.states <= 0) {
        this.complete = false;
        break;
      }
      const runs = 1 + (move.next === null ? 0 : this.from(move.next).runs);
      if (best === null || runs > best.runs) best = { runs, move };
    }
    best ??= { runs: 1, move: null };
    this.known.set(key, best);
    return best;
  }

  /** A longest walk from a state that was looked at. Known states stand for all that differ only by names of classes. */
  walk(first: State): Move[] {
    const moves: Move[] = [];
    for (let state: State | null = first; state !== null;) {
      const left: number = this.from(state).runs - 1;
      const move: Move | undefined = movesOf(this.model, state).find(({ next }: Move) => this.runsOf(next) === left);
      if (move === undefined) break;
      moves.push(move);
      state = move.next;
    }
    return moves;
  }

  private runsOf(state: State | null): number | undefined {
    return state === null ? 0 : this.known.get(keyOf(this.model, state))?.runs;
  }

  private possible(next: State | null): number {
    return next === null ? 0 : this.estimate(next);
  }
}
