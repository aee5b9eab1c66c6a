// The circulation of the largest weight through a small network, in whole numbers: as long as a round gains, it is sent
// round as often as it fits. What is left then has no round that gains, which proves that nothing weighs more.

export interface Arc {
  from: number;
  to: number;
  /** How often it has to be used, and may be. */
  least: number;
  room: number;
  weight: number;
}

/** How often each arc is used, beginning with `uses` that are allowed or too few; null when the arcs allow nothing. */
export function heaviest(vertices: number, arcs: readonly Arc[], uses: readonly number[]): number[] | null {
  const used = [...uses];
  for (const [arc, { from, to, least }] of arcs.entries()) {
    while ((used[arc] ?? 0) < least) {
      const back = wayOf(turnsOf(arcs, used), to, from);
      if (back === null) return null;
      change(used, [...back, { arc, by: 1, from, to, weight: 0 }], 1);
    }
  }
  for (let round = gainful(vertices, arcs, used); round !== null; round = gainful(vertices, arcs, used)) {
    change(used, round, Math.min(...round.map((turn) => roomOf(arcs, used, turn))));
  }
  return used;
}

/** What can still be gained on the way from each vertex to the vertex `to`; no round may gain. */
export function worths(vertices: number, arcs: readonly Arc[], used: readonly number[], to: number): number[] {
  const worth = Array.from({ length: vertices }, (_, vertex) => (vertex === to ? 0 : -Infinity));
  const open = turnsOf(arcs, used);
  for (let grown = true; grown;) {
    grown = false;
    for (const turn of open) {
      const gain = turn.weight + (worth[turn.to] ?? 0);
      if (gain <= (worth[turn.from] ?? 0)) continue;
      worth[turn.from] = gain;
      grown = true;
    }
  }
  return worth;
}

/** An arc used once more or once less. */
interface Turn {
  arc: number;
  by: 1 | -1;
  from: number;
  to: number;
  weight: number;
}

function turnsOf(arcs: readonly Arc[], used: readonly number[]): Turn[] {
  const open: Turn[] = [];
  for (const [arc, { from, to, least, room, weight }] of arcs.entries()) {
    if ((used[arc] ?? 0) < room) open.push({ arc, by: 1, from, to, weight });
    if ((used[arc] ?? 0) > least) open.push({ arc, by: -1, from: to, to: from, weight: -weight });
  }
  return open;
}

const roomOf = (arcs: readonly Arc[], used: readonly number[], { arc, by }: Turn): number =>
  by === 1 ? (arcs[arc]?.room ?? 0) - (used[arc] ?? 0) : (used[arc] ?? 0) - (arcs[arc]?.least ?? 0);

function change(used: number[], turns: readonly Turn[], times: number): void {
  for (const { arc, by } of turns) used[arc] = (used[arc] ?? 0) + by * times;
}

/** A round that gains, by looking for longer and longer ways: what grows again behind itself goes round. */
function gainful(vertices: number, arcs: readonly Arc[], used: readonly number[]): Turn[] | null {
  const best = new Float64Array(vertices);
  const last = new Map<number, Turn>();
  const open = turnsOf(arcs, used);
  for (let grown = true; grown;) {
    grown = false;
    for (const turn of open) {
      const gain = (best[turn.from] ?? 0) + turn.weight;
      if (gain <= (best[turn.to] ?? 0)) continue;
      best[turn.to] = gain;
      last.set(turn.to, turn);
      grown = true;
    }
    const round = grown ? roundIn(last) : null;
    if (round !== null) return round;
  }
  return null;
}

/** A round among the last steps to each vertex, if there is one. */
function roundIn(last: ReadonlyMap<number, Turn>): Turn[] | null {
  const seenFrom = new Map<number, number>();
  for (const first of last.keys()) {
    let at: number | undefined = first;
    while (at !== undefined && !seenFrom.has(at)) {
      seenFrom.set(at, first);
      at = last.get(at)?.from;
    }
    if (at !== undefined && seenFrom.get(at) === first) return trace(last, at, at);
  }
  return null;
}

/** The last steps from one vertex to another, backwards; a whole round when they are the same. */
function trace(last: ReadonlyMap<number, Turn>, from: number, to: number): Turn[] {
  const turns: Turn[] = [];
  for (let turn = last.get(to); turn !== undefined; turn = turn.from === from ? undefined : last.get(turn.from)) {
    turns.push(turn);
  }
  return turns;
}

/** Some way from one vertex to another. */
function wayOf(open: readonly Turn[], from: number, to: number): Turn[] | null {
  const last = new Map<number, Turn>();
  const seen = new Set([from]);
  for (const at of seen) {
    for (const turn of open) {
      if (turn.from !== at || seen.has(turn.to)) continue;
      seen.add(turn.to);
      last.set(turn.to, turn);
    }
  }
  if (!seen.has(to)) return null;
  return from === to ? [] : trace(last, from, to);
}
