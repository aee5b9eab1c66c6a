// Which of the stages that wait for a place on this machine may start: as many agents as the machine, and each runner, may have at work together. Pure.

export interface Limits {
  /** Agents at work at the same time, of all workspaces; null = any number. */
  agents: number | null;
  /** The same for one runner, by its name. */
  runners: ReadonlyMap<string, number>;
}

/** A stage that has a place, or waits for one. */
export interface Ticket {
  workspace: string;
  /** Id of the request. */
  request: string;
  runner: string;
  /** When it began to wait, in ms since 1970. */
  since: number;
  hasPlace: boolean;
}

/**
 * Those that may start now, in this order: whose workspace has the fewest agents at work, then who waits longest. So no workspace starves beside one
 * with a long queue, and no place stays empty while somebody could use it.
 */
export function nextOf<Some extends Ticket>(tickets: readonly Some[], limits: Limits): Some[] {
  const atWork = tickets.filter(({ hasPlace }) => hasPlace);
  const waiting = tickets.filter(({ hasPlace }) => !hasPlace);
  const chosen: Some[] = [];
  for (;;) {
    const busy = [...atWork, ...chosen];
    const next = waiting.filter((one) => !chosen.includes(one) && hasRoom(one, busy, limits)).sort(before(busy))[0];
    if (next === undefined) return chosen;
    chosen.push(next);
  }
}

/** Why it cannot start now, as a clause. */
export function whyNot({ runner }: Ticket, tickets: readonly Ticket[], { agents, runners }: Limits): string {
  const busy = tickets.filter(({ hasPlace }) => hasPlace);
  if (agents !== null && busy.length >= agents) return `${busy.length} agents of ${agents} are at work on this machine`;
  const same = busy.filter((one) => one.runner === runner).length;
  return `${same} agents of ${runner} are at work, of ${runners.get(runner) ?? same} on this machine`;
}

function hasRoom({ runner }: Ticket, busy: readonly Ticket[], { agents, runners }: Limits): boolean {
  const most = runners.get(runner) ?? Infinity;
  return busy.length < (agents ?? Infinity) && busy.filter((one) => one.runner === runner).length < most;
}

const before =
  (busy: readonly Ticket[]) =>
  (a: Ticket, b: Ticket): number => {
    const count = ({ workspace }: Ticket): number => busy.filter((one) => one.workspace === workspace).length;
    return count(a) - count(b) || a.since - b.since || (a.request < b.request ? -1 : 1);
  };
