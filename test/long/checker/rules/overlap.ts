// G3: at most one agent writes a work tree at any time, by the agents' own clocks; beside it at most one that learns.
import type { AgentLine } from '../evidence.js';
import type { Finding, Rule } from '../finding.js';
import { groupBy } from '../group.js';
import { givenUp, laneOf, stageRuns } from '../stages.js';

interface Life {
  request: string;
  pid: number;
  from: number;
  /** Null for an agent that was ended before it could say so. */
  to: number | null;
}

export const agentsAreAlone: Rule = ({ agents, branches, workflows, expect }) => {
  const runs = stageRuns(workflows);
  const without = givenUp(runs, expect);
  const lane = ({ request }: Life): string => laneOf(runs.get(request), branches !== null);
  const lives = livesOf(agents).sort((a, b) => a.from - b.from);
  const endless = lives.filter((life) => life.to === null && !without.has(life.request));
  return [
    ...endless.map((life) => finding(life, 'started and never said that it ended')),
    ...[...groupBy(lives, lane).values()].flatMap((all) =>
      all.flatMap((life, index) => meets(life, all.slice(index + 1))),
    ),
  ];
};

/** A process is its pid and its request: numbers are given out again. */
function livesOf(agents: AgentLine[]): Life[] {
  return [...groupBy(agents, (line) => `${line.pid} ${line.request}`).values()].flatMap((lines) => {
    const starts = lines.filter((line) => line.event === 'start');
    const ends = lines.filter((line) => line.event === 'end');
    return starts.map(({ request, pid, at }, index) => ({ request, pid, from: at, to: ends[index]?.at ?? null }));
  });
}

function meets(life: Life, later: Life[]): Finding[] {
  const { to } = life;
  if (to === null) return [];
  return later
    .filter((other) => other.from < to)
    .map((other) =>
      finding(life, `was at work until ${to}, and process ${other.pid} of ${other.request} began at ${other.from}`),
    );
}

const finding = ({ request, pid }: Life, what: string): Finding => ({
  rule: 'G3',
  where: request,
  what: `process ${pid} ${what}`,
});
