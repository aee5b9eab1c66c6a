// The residual network of a circulation: every arc that can be used once more, and backwards every one that can be used
// once less. Whatever is sent round one of its cycles gives another circulation.

export interface Arc {
  from: number;
  to: number;
  /** How often it has to be used, and may be. */
  least: number;
  room: number;
  weight: number;
}

/** How often each arc is used. */
export type Uses = number[];

export interface ResidualArc {
  arc: number;
  by: 1 | -1;
  from: number;
  to: number;
  weight: number;
}

export function residualArcs(arcs: readonly Arc[], uses: Readonly<Uses>): ResidualArc[] {
  const open: ResidualArc[] = [];
  for (const [arc, { from, to, least, room, weight }] of arcs.entries()) {
    if ((uses[arc] ?? 0) < room) open.push({ arc, by: 1, from, to, weight });
    if ((uses[arc] ?? 0) > least) open.push({ arc, by: -1, from: to, to: from, weight: -weight });
  }
  return open;
}

/** How often the cycle can be sent round. */
export const capacityOf = (arcs: readonly Arc[], uses: Readonly<Uses>, cycle: readonly ResidualArc[]): number =>
  Math.min(
    ...cycle.map(({ arc, by }) =>
      by === 1 ? (arcs[arc]?.room ?? 0) - (uses[arc] ?? 0) : (uses[arc] ?? 0) - (arcs[arc]?.least ?? 0),
    ),
  );

export function augment(uses: Uses, cycle: readonly ResidualArc[], times: number): void {
  for (const { arc, by } of cycle) uses[arc] = (uses[arc] ?? 0) + by * times;
}

/** A shortest path from one vertex to another, backwards; null when there is none. */
export function pathTo(open: readonly ResidualArc[], from: number, to: number): ResidualArc[] | null {
  const last = new Map<number, ResidualArc>();
  const seen = new Set([from]);
  for (const at of seen) {
    for (const arc of open) {
      if (arc.from !== at || seen.has(arc.to)) continue;
      seen.add(arc.to);
      last.set(arc.to, arc);
    }
  }
  if (!seen.has(to)) return null;
  return from === to ? [] : traceBack(last, from, to);
}

/** The last arcs from one vertex to another, backwards; a whole cycle when they are the same. */
export function traceBack(last: ReadonlyMap<number, ResidualArc>, from: number, to: number): ResidualArc[] {
  const path: ResidualArc[] = [];
  for (let arc = last.get(to); arc !== undefined; arc = arc.from === from ? undefined : last.get(arc.from)) {
    path.push(arc);
  }
  return path;
}
