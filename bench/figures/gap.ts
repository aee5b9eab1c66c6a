// `gap`: what lies between two agents, by the agents' own clocks.
import { type AgentRun, ended, gapsOf } from '../agents.js';
import type { Asked } from '../figure.js';
import { median, short, SPREAD_HEADERS, spread, type Table } from '../numbers.js';
import { cpuSeconds } from '../process.js';
import { openRoom, type Room, serverPid } from '../room.js';
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

/** Processor time in ms per stage, once a run. Empty where there is no such process. */
interface Processors {
  worker: number[];
  server: number[];
}

/** How much lies in the folders beside the ten tasks. */
export interface Load {
  queued: number;
  finished: number;
  rounds: number;
}

export async function gap({ sides, full }: Asked): Promise<Table[]> {
  const sizes: [number, number][] = [[0, 3], [2000, 2], ...(full ? [[10_000, 1] as [number, number]] : [])];
  return tables(sides, sizes);
}

/** `empty`: the same with nothing queued behind, to see quickly what a change is worth. */
export const empty = ({ sides }: Asked): Promise<Table[]> => tables(sides, [[0, 3]]);

async function tables(sides: readonly Side[], sizes: readonly [queued: number, rounds: number][]): Promise<Table[]> {
  const gaps: string[][] = [];
  const processors: string[][] = [];
  for (const [queued, rounds] of sizes) {
    const found = await measure(sides, { queued, finished: 0, rounds });
    gaps.push(...gapRowsOf(found, queued));
    processors.push(...processorRows(found, queued));
  }
  const headers = [...LABELS, ...SPREAD_HEADERS, RATIO_HEADER];
  const note = `${GAP_NOTE}, with so many tasks queued behind them.`;
  return [
    { title: 'gap', note, headers, rows: gaps },
    { title: 'gap: processor time', note: CPU_NOTE, headers: [...LABELS, ...SPREAD_HEADERS], rows: processors },
  ];
}

const LABELS = ['side', 'queued behind', 'where'];
const CPU_NOTE =
  'In ms per stage, by the same runs, one figure for each of them; without what agents and their hosts take.';

export const GAP_NOTE =
  `From the end of one instant agent to the start of the next, in ms, by the agents' own clocks: ${TASKS} tasks of ` +
  `${STAGES.length} stages; both sides start the same stand-in for Codex`;

/** Two rows per side: inside a task, and from one to the next; with the ratio of its median to that of the first side. */
export const gapRows = async (sides: readonly Side[], load: Load): Promise<string[][]> =>
  gapRowsOf(await measure(sides, load), load.queued);

/** Beside `SPREAD_HEADERS`. */
export const RATIO_HEADER = 'times ours';

type Measured = ReadonlyMap<Side, Gaps & Processors>;

function gapRowsOf(found: Measured, queued: number): string[][] {
  const [first] = found.values();
  const ratio = (of: keyof Gaps, gaps: Gaps): string => short(median(gaps[of]) / median(first?.[of] ?? []));
  return [...found].flatMap(([side, gaps]) => {
    const [inside = [], between = []] = rowsOf([side.name, queued.toLocaleString('en-US')], gaps);
    return [
      [...inside, ratio('inside', gaps)],
      [...between, ratio('between', gaps)],
    ];
  });
}

const processorRows = (found: Measured, queued: number): string[][] =>
  [...found].flatMap(([{ name }, { worker, server }]) => {
    const label = [name, queued.toLocaleString('en-US')];
    const rows = [[...label, 'worker', ...spread(worker)]];
    return server.length === 0 ? rows : [...rows, [...label, 'Temporal server', ...spread(server)]];
  });

/** Inside a task, and from one to the next. `label`: the cells before. */
export const rowsOf = (label: readonly string[], { inside, between }: Gaps): string[][] => [
  [...label, 'inside a task', ...spread(inside)],
  [...label, 'to the next task', ...spread(between)],
];

async function measure(sides: readonly Side[], load: Load): Promise<Map<Side, Gaps & Processors>> {
  const nothing = (): Gaps & Processors => ({ inside: [], between: [], worker: [], server: [] });
  const found = new Map(sides.map((side) => [side, nothing()]));
  for (let round = 0; round < load.rounds; round += 1) {
    for (const [side, all] of found) {
      const { runs, worker, server } = await once(side, load);
      const { inside, between } = gapsOf(runs, STAGES[0]);
      console.error(
        `gap: ${side.name}, ${load.queued} behind: ${spread(inside).join(' ')} | ${spread(between).join(' ')}`,
      );
      all.inside.push(...inside);
      all.between.push(...between);
      all.worker.push(...worker);
      all.server.push(...server);
    }
  }
  return found;
}

/** What lies between the agents of ten tasks, in a workspace that was made ready. */
export const gapsAfter = async (side: Side, ready: (room: Room) => void): Promise<Gaps> =>
  gapsOf((await once(side, { queued: 0, finished: 0 }, ready)).runs, STAGES[0]);

interface Once extends Processors {
  /** The agents of the ten tasks. */
  runs: AgentRun[];
}

async function once(
  side: Side,
  { queued, finished }: Omit<Load, 'rounds'>,
  ready: (room: Room) => void = () => undefined,
): Promise<Once> {
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

async function workOff(room: Room): Promise<Once> {
  const daemon = room.start('run', 'daemon');
  const count = async (what: string, agents: number): Promise<void> => {
    await until(what, () => ended(room.agents()).length >= agents || hasEnded(daemon.child));
    if (hasEnded(daemon.child)) throw new Error(`never came: ${what}: the daemon ended`);
  };
  await count(`the first agent of ${room.side.name}`, 1);
  const pids = { worker: [daemon.child.pid ?? 0], server: room.side.kind === 'ours' ? [serverPid(room)] : [] };
  const [workers, servers] = [pids.worker.map(cpuSeconds), pids.server.map(cpuSeconds)];
  await count(`${RUNS} agents of ${room.side.name}`, RUNS);
  const since = (all: number[], before: number[]): number[] =>
    all.map((pid, index) => ((cpuSeconds(pid) - (before[index] ?? 0)) * 1000) / (RUNS - 1));
  const cpu = { worker: since(pids.worker, workers), server: since(pids.server, servers) };
  const runs = room.agents().slice(0, RUNS);
  const expected = Array.from({ length: TASKS }, () => STAGES).flat();
  if (runs.map(({ stage }) => stage).join() === expected.join()) return { runs, ...cpu };
  throw new Error(
    `${room.side.name} ran other stages than the tasks have: ${runs.map(({ stage }) => stage).join(' ')}`,
  );
}

const hasEnded = ({ exitCode, signalCode }: { exitCode: number | null; signalCode: string | null }): boolean =>
  exitCode !== null || signalCode !== null;
