// What the agents wrote of themselves: when each started and ended, by its own clock.

export interface AgentRun {
  stage: string;
  pid: number;
  /** Milliseconds since 1970, to the microsecond. */
  startedAt: number;
  /** Null while it works. */
  endedAt: number | null;
}

/** In the order of their starts. A line that is still being written is left out. */
export function parseAgentLog(text: string): AgentRun[] {
  const runs: AgentRun[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const [event, stage = '', pid = '', clock = ''] = line.split(' ');
    const at = Number(clock) * 1000;
    if (event === 'start') runs.push({ stage, pid: Number(pid), startedAt: at, endedAt: null });
    const run = runs.findLast((one) => one.pid === Number(pid));
    if (event === 'end' && run !== undefined) run.endedAt = at;
  }
  return runs.sort((a, b) => a.startedAt - b.startedAt);
}

export const ended = (runs: readonly AgentRun[]): AgentRun[] => runs.filter(({ endedAt }) => endedAt !== null);

/** Seconds from the start of the first agent to the end of the last one. */
export const spanOf = (runs: readonly AgentRun[]): number =>
  (Math.max(...runs.map(({ endedAt }) => endedAt ?? 0)) - Math.min(...runs.map(({ startedAt }) => startedAt))) / 1000;

/** Milliseconds from the end of one agent to the start of the next, inside an item and from one item to the next. */
export function gapsOf(runs: readonly AgentRun[], entry: string): { inside: number[]; between: number[] } {
  const gaps = { inside: [] as number[], between: [] as number[] };
  runs.slice(1).forEach((next, index) => {
    const end = runs[index]?.endedAt;
    if (typeof end === 'number') gaps[next.stage === entry ? 'between' : 'inside'].push(next.startedAt - end);
  });
  return gaps;
}
