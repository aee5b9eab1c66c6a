// `throughput`: how many stages a second eight workspaces work off that all have work, by one process and by a process each.
import { execFileSync } from 'node:child_process';
import type { Asked } from '../figure.js';
import { median, percentile, short, type Table } from '../numbers.js';
import type { Side } from '../side.js';
import { STAGES } from '../task.js';
import { RATIO_HEADER } from './gap.js';
import { type Speed, type Way, workedOff } from './throughput-runs.js';

const ROUNDS = 3;
const [TASKS, TASKS_FULL] = [10, 30];
/** The first is what the others are compared with. */
const WAYS: readonly Way[] = [
  { workspaces: 8, processes: 1 },
  { workspaces: 8, processes: 8 },
  { workspaces: 1, processes: 1 },
];

interface Contender {
  side: Side;
  way: Way;
  /** One for each round. */
  speeds: Speed[];
}

/** By turns, so that all see the machine as it is. */
export async function throughput({ sides, full }: Asked): Promise<Table[]> {
  const tasks = full ? TASKS_FULL : TASKS;
  const all = sides.flatMap((side) => contenders(side));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { side, way, speeds } of all) {
      const speed = await workedOff(side, way, tasks);
      console.error(
        `throughput: ${side.name}, ${way.workspaces} by ${way.processes}: ${short(speed.perSecond)} a second`,
      );
      speeds.push(speed);
    }
  const base = median(all[0]?.speeds.map(({ perSecond }) => perSecond) ?? []);
  return [{ title: 'throughput', note: noteOf(tasks), headers: HEADERS, rows: all.map((one) => rowOf(one, base)) }];
}

/** The reference and older builds of ours have a process for each workspace. */
function contenders(side: Side): Contender[] {
  const all = servesAll(side);
  return WAYS.filter(({ workspaces, processes }) => all || workspaces === processes).map((way) => ({
    ...{ side, way, speeds: [] },
  }));
}

function servesAll({ kind, argv: [program, ...args] }: Side): boolean {
  return kind === 'ours' && execFileSync(program, [...args, 'run', '--help'], { encoding: 'utf8' }).includes('--all');
}

const HEADERS = [
  ...['side', 'workspaces', 'processes', 'stages/s: least', 'median', 'most', 'n', RATIO_HEADER],
  ...['CPU: worker', 'CPU: Temporal server'],
];

const noteOf = (tasks: number): string =>
  `Workspaces with ${tasks} tasks of ${STAGES.length} stages each, by instant agents, on one server: \`run --all\` where one process serves eight, else \`run daemon\` for each. ` +
  'The tasks are queued when each has done a first one, which does not count. Stages a second are those from the start of the first agent to the end of the last one, ' +
  "by the agents' own log; other load only lessens them, so that the most tells of the program. Processor time is in ms per stage, the median, all workers together, " +
  'without what agents and their hosts take.';

function rowOf({ side, way, speeds }: Contender, base: number): string[] {
  const perSecond = speeds.map((one) => one.perSecond);
  const server = speeds.flatMap((one) => one.server ?? []);
  return [
    ...[side.name, String(way.workspaces), String(way.processes)],
    ...[0, 0.5, 1].map((share) => short(percentile(perSecond, share))),
    ...[String(speeds.length), short(median(perSecond) / base)],
    ...[short(median(speeds.map(({ worker }) => worker))), server.length === 0 ? '-' : short(median(server))],
  ];
}
