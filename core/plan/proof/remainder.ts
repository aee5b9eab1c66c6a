// What of a circulation is still to be walked. It is changed into others of the same weight by cycles of the residual network
// that gain nothing: so that it hangs together, and so that a walk may go where the rungs of the engine let it.
import type { Arc, Uses } from './residual.js';
import { type ProofSteps, take } from './steps.js';

/** A residual arc that gains nothing under the potentials. Around a cycle of such the weight stays the same. */
interface Neutral {
  arc: number;
  by: 1 | -1;
  to: number;
}

/** What does not change while a circulation is walked. */
interface Fixed {
  arcs: readonly Arc[];
  /** By vertex: the arcs that leave it, and the neutral ones from it. */
  leaving: number[][];
  neutral: Neutral[][];
  steps: ProofSteps;
}

/** Uses of arcs that still have to be walked. With the steps used up it connects and changes nothing any more. */
export class Remainder {
  private constructor(
    private readonly fixed: Fixed,
    private readonly rooms: Float64Array,
    private readonly used: Float64Array,
  ) {}

  /** `potential`: what can still be gained from each vertex on. The first arc closes the cycle of the walk. */
  static of(
    vertices: number,
    arcs: readonly Arc[],
    uses: Readonly<Uses>,
    potential: readonly number[],
    steps: ProofSteps,
  ): Remainder {
    const fixed: Fixed = { arcs, leaving: lists(vertices), neutral: lists(vertices), steps };
    for (const [arc, { from, to, weight }] of arcs.entries()) {
      if (arc === 0) continue;
      fixed.leaving[from]?.push(arc);
      if (potential[from] !== weight + (potential[to] ?? 0)) continue;
      fixed.neutral[from]?.push({ arc, by: 1, to });
      fixed.neutral[to]?.push({ arc, by: -1, to: from });
    }
    const rooms = Float64Array.from(arcs, ({ room }) => room);
    return new Remainder(fixed, rooms, Float64Array.from(uses));
  }

  copy(): Remainder {
    take(this.fixed.steps, this.used.length);
    return new Remainder(this.fixed, this.rooms.slice(), this.used.slice());
  }

  uses(arc: number): boolean {
    return (this.used[arc] ?? 0) > 0;
  }

  /** Walks an arc for good. */
  walk(arc: number): void {
    this.rooms[arc] = (this.rooms[arc] ?? 0) - 1;
    this.used[arc] = (this.used[arc] ?? 0) - 1;
  }

  /** Lets an arc be used once at least; false when that has a price. */
  use(arc: number): boolean {
    const from = this.fixed.arcs[arc]?.from ?? 0;
    if (this.uses(arc)) return true;
    const neutral = this.fixed.neutral[from]?.find((one) => one.arc === arc && one.by === 1);
    return neutral !== undefined && this.cancel(from, neutral);
  }

  /** Lets everything that is used be reached from `start`; what cannot without a price is returned. */
  connect(start: number): Set<number> {
    let reached = this.reachedFrom(start);
    let disconnected = this.without(reached);
    while (disconnected.size > 0) {
      const better = this.connectMore(start, reached, disconnected.size);
      if (better === null) return disconnected;
      reached = better;
      disconnected = this.without(reached);
    }
    return disconnected;
  }

  private connectMore(start: number, reached: ReadonlySet<number>, disconnected: number): Set<number> | null {
    for (const from of reached) {
      for (const neutral of this.fixed.neutral[from] ?? []) {
        if (neutral.by === -1 || reached.has(neutral.to)) continue;
        if (!take(this.fixed.steps, this.used.length)) return null;
        const before = this.used.slice();
        const now = this.cancel(from, neutral) ? this.reachedFrom(start) : null;
        if (now !== null && this.without(now).size < disconnected) return now;
        this.used.set(before);
      }
    }
    return null;
  }

  private reachedFrom(start: number): Set<number> {
    const seen = new Set([start]);
    for (const at of seen) {
      for (const arc of this.fixed.leaving[at] ?? []) {
        if (this.uses(arc)) seen.add(this.fixed.arcs[arc]?.to ?? start);
      }
    }
    return seen;
  }

  /** Vertices that are used but not among these. */
  private without(reached: ReadonlySet<number>): Set<number> {
    const others = new Set<number>();
    for (const [vertex, arcs] of this.fixed.leaving.entries()) {
      if (!reached.has(vertex) && arcs.some((arc) => this.uses(arc))) others.add(vertex);
    }
    return others;
  }

  private canChange({ arc, by }: Neutral): boolean {
    const used = this.used[arc] ?? 0;
    return by === 1 ? used < (this.rooms[arc] ?? 0) : used > 0;
  }

  /** Sends one use round a neutral cycle that begins with `first`; false when there is none. */
  private cancel(from: number, first: Neutral): boolean {
    if (!this.canChange(first)) return false;
    const last = new Map([[first.to, { from, neutral: first }]]);
    for (const at of last.keys()) {
      if (at === from) break;
      for (const neutral of this.fixed.neutral[at] ?? []) {
        if (!last.has(neutral.to) && this.canChange(neutral)) last.set(neutral.to, { from: at, neutral });
      }
    }
    for (let at = from; ;) {
      const step = last.get(at);
      if (step === undefined) return false;
      this.used[step.neutral.arc] = (this.used[step.neutral.arc] ?? 0) + step.neutral.by;
      if (step.neutral === first) return true;
      at = step.from;
    }
  }
}

function lists<T>(count: number): T[][] {
  return Array.from({ length: count }, () => []);
}
