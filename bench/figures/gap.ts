// `gap`: what lies between two agents, by the agents' own clocks.
import { type AgentRun, ended, gapsOf } from '../agents.js';
import type { Asked } from '../figure.js';
import { SPREAD_HEADERS, spread, type Table } from '../numbers.js';
import { openRoom, type Room } from '../room.js';
import type { Side } from '../side.js';
import { STAGES, taskIds } from '../task.js';
import { until } from '../wait.js';

const TASKS = 10;
const RUNS = TASKS * STAGES.length;
const OLD = '2026-01-01T00:00:00Z';
/** Claimed after the ten that are measured. */
const YOUNG = '2026-06-01T00:00:00Z';

export interface Gaps {
  inside: number[];
  between: number[];
}

/** How much lies in the folders beside the ten tasks. */
export interface Load {
  queued: number;
  finished: number;
  rounds: number;
}

export async function gap({ sides, full }: Asked): Promise<Table[]> {
  const sizes: [number, number][] = [[0, 3], [2000, 2], ...(full ? [[10_000, 1] as [number, number]] : [])];
  const rows: string[][] = [];
  for (const [queued, rounds] of sizes) rows.push(...(await gapRows(sides, { queued, finished: 0, rounds })));
  const headers = ['side', 'queued behind', 'where', ...SPREAD_HEADERS];
  return [{ title: 'gap', note: `${GAP_NOTE}, with so many tasks queued behind them.`, headers, rows }];
}

export const GAP_NOTE =
  `From the end of one instant agent to the start of the next, in ms, by the agents' own clocks: ${TASKS} tasks of ` +
  `${STAGES.length} stages; both sides start the same stand-in for Codex`;

/** Two rows per side: inside a task, and from one to the next. */
export async function gapRows(sides: readonly Side[], load: Load): Promise<string[][]> {
  const found = await measure(sides, load);
  return [...found].flatMap(([side, gaps]) => rowsOf([side.name, load.queued.toLocaleString('en-US')], gaps));
}

/** Inside a task, and from one to the next. `label`: the cells before. */
export const rowsOf = (label: readonly string[], { inside, between }: Gaps): string[][] => [
  [...label, 'inside a task', ...spread(inside)],
  [...label, 'to the next task', ...spread(between)],
];

async function measure(sides: readonly Side[], load: Load): Promise<Map<Side, Gaps>> {
  const found = new Map(sides.map((side): [Side, Gaps] => [side, { inside: [], between: [] }]));
  for (let round = 0; round < load.rounds; round += 1) {
    for (const [side, gaps] of found) {
      const { inside, between } = gapsOf(await once(side, load), STAGES[0]);
      console.error(
        `gap: ${side.name}, ${load.queued} behind: ${spread(inside).join(' ')} | ${spread(between).join(' ')}`,
      );
      gaps.inside.push(...inside);
      gaps.between.push(...between);
    }
  }
  return found;
}

/** What lies between the agents of ten tasks, in a workspace that was made ready. */
export const gapsAfter = async (side: Side, ready: (room: Room) => void): Promise<Gaps> =>
  gapsOf(await once(side, { queued: 0, finished: 0 }, ready), STAGES[0]);

/** The agents of the ten tasks. */
async function once(
  side: Side,
  { queued, finished }: Omit<Load, 'rounds'>,
  ready: (room: Room) => void = () => undefined,
): Promise<AgentRun[]> {
  const room = await openRoom(side);
  try {
    ready(room);
    room.queue(taskIds('t', TASKS), OLD);
    room.queue(taskIds('u', queued), YOUNG);
    room.finish(taskIds('f', finished), OLD);
    return await workOff(room);
  } finally {
    await room.close();
  }
}

async function workOff(room: Room): Promise<AgentRun[]> {
  const daemon = room.start('run', 'daemon');
  await until(
    `${RUNS} agents of ${room.side.name}`,
    () => ended(room.agents()).length >= RUNS || hasEnded(daemon.child),
  );
  const runs = room.agents().slice(0, RUNS);
  const expected = Array.from({ length: TASKS }, () => STAGES).flat();
  if (runs.map(({ stage }) => stage).join() === expected.join()) return runs;
  throw new Error(
    `${room.side.name} ran other stages than the tasks have: ${runs.map(({ stage }) => stage).join(' ')}`,
  );
}

const hasEnded = ({ exitCode, signalCode }: { exitCode: number | null; signalCode: string | null }): boolean =>
  exitCode !== null || signalCode !== null;
