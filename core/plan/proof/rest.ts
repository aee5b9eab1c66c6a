// A circulation changed into others of the same weight: one more use of an arc is given back elsewhere. So that it hangs
// together (a walk cannot jump), and so that a walk may go where the rungs of the engine let it.
import type { Arc } from './flow.js';

/** An arc that can be used once more or once less without a change of weight, when a round of such is changed. */
interface Even {
  arc: number;
  by: 1 | -1;
  to: number;
}

/** What does not change while a circulation is walked. */
interface Network {
  /** By vertex: the arcs that leave it, and the even changes from it. */
  leaving: number[][];
  even: Even[][];
  arcs: readonly Arc[];
}

/** Uses of arcs that still have to be walked, from the vertex where the walk is. */
export class Rest {
  private constructor(
    private readonly network: Network,
    private readonly rooms: Float64Array,
    private readonly used: Float64Array,
  ) {}

  /** `worth`: what can still be gained from each vertex on. The first arc closes the round of the walk. */
  static of(vertices: number, arcs: readonly Arc[], used: readonly number[], worth: readonly number[]): Rest {
    const network: Network = { arcs, leaving: [], even: [] };
    for (let vertex = 0; vertex < vertices; vertex += 1) {
      network.leaving.push([]);
      network.even.push([]);
    }
    for (const [arc, { from, to, weight }] of arcs.entries()) {
      if (arc === 0) continue;
      network.leaving[from]?.push(arc);
      if (worth[from] !== weight + (worth[to] ?? 0)) continue;
      network.even[from]?.push({ arc, by: 1, to });
      network.even[to]?.push({ arc, by: -1, to: from });
    }
    return new Rest(
      network,
      Float64Array.from(arcs, ({ room }) => room),
      Float64Array.from(used),
    );
  }

  copy(): Rest {
    return new Rest(this.network, this.rooms.slice(), this.used.slice());
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
    const from = this.network.arcs[arc]?.from ?? 0;
    if (this.uses(arc)) return true;
    const even = this.network.even[from]?.find((one) => one.arc === arc && one.by === 1);
    return even !== undefined && this.turnRound(from, even);
  }

  /** Lets everything that is used be reached from `start`; what cannot without a price is returned. */
  tieUp(start: number): Set<number> {
    let tied = this.tied(start);
    let loose = this.loose(tied);
    while (loose.size > 0) {
      const better = this.tie(start, tied, loose.size);
      if (better === null) return loose;
      tied = better;
      loose = this.loose(tied);
    }
    return loose;
  }

  private tie(start: number, tied: ReadonlySet<number>, loose: number): Set<number> | null {
    for (const from of tied) {
      for (const even of this.network.even[from] ?? []) {
        if (even.by === -1 || tied.has(even.to)) continue;
        const before = this.used.slice();
        const now = this.turnRound(from, even) ? this.tied(start) : null;
        if (now !== null && this.loose(now).size < loose) return now;
        this.used.set(before);
      }
    }
    return null;
  }

  private tied(start: number): Set<number> {
    const seen = new Set([start]);
    for (const at of seen) {
      for (const arc of this.network.leaving[at] ?? []) {
        if (this.uses(arc)) seen.add(this.network.arcs[arc]?.to ?? start);
      }
    }
    return seen;
  }

  private loose(tied: ReadonlySet<number>): Set<number> {
    const loose = new Set<number>();
    for (const [vertex, arcs] of this.network.leaving.entries()) {
      if (!tied.has(vertex) && arcs.some((arc) => this.uses(arc))) loose.add(vertex);
    }
    return loose;
  }

  private canChange({ arc, by }: Even): boolean {
    const used = this.used[arc] ?? 0;
    return by === 1 ? used < (this.rooms[arc] ?? 0) : used > 0;
  }

  private turnRound(from: number, first: Even): boolean {
    if (!this.canChange(first)) return false;
    const last = new Map([[first.to, { from, even: first }]]);
    for (const at of last.keys()) {
      if (at === from) break;
      for (const even of this.network.even[at] ?? []) {
        if (!last.has(even.to) && this.canChange(even)) last.set(even.to, { from: at, even });
      }
    }
    for (let at = from; ;) {
      const step = last.get(at);
      if (step === undefined) return false;
      this.used[step.even.arc] = (this.used[step.even.arc] ?? 0) + step.even.by;
      if (step.even === first) return true;
      at = step.from;
    }
  }
}
