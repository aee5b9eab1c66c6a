// `gap`: what lies between two agents, by the agents' own clocks, and where it goes.
import { gapsOf } from '../agents.js';
import type { Asked } from '../figure.js';
import type { Part } from '../gap-parts.js';
import { median, short, SPREAD_HEADERS, spread, type Table } from '../numbers.js';
import type { Room } from '../room.js';
import type { Side } from '../side.js';
import { STAGES } from '../task.js';
import { FLOOR_NAME, floorOnce } from './floor.js';
import { partsTable } from './gap-parts-table.js';
import { type Behind, type Once, once, type Processors, TASKS } from './gap-runs.js';

export interface Gaps {
  inside: number[];
  between: number[];
}

/** What was measured of one side, all rounds together. */
interface Found extends Gaps, Processors {
  parts: Part[];
}

export interface Load extends Behind {
  rounds: number;
}

/** Someone who works ten tasks off. */
interface Contender {
  name: string;
  once(): Promise<Once>;
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
  const parts: Table[] = [];
  for (const [queued, rounds] of sizes) {
    const load = { queued, finished: 0, rounds };
    // It has no queue.
    const floor = queued === 0 ? [{ name: FLOOR_NAME, once: floorOnce }] : [];
    const asked = sides.filter(({ kind }) => kind === 'ours' || queued < TOO_MANY_FOR_REFERENCE);
    const found = await measure([...contenders(asked, load), ...floor], load);
    gaps.push(...gapRowsOf(found, queued));
    processors.push(...processorRows(found, queued));
    if (queued === 0) parts.push(partsTable(new Map([...found].map(([name, all]) => [name, all.parts]))));
  }
  const headers = [...LABELS, ...SPREAD_HEADERS, RATIO_HEADER];
  const note = `${GAP_NOTE}, with so many tasks queued behind them. ${FLOOR_NOTE} ${REFERENCE_NOTE}`;
  return [
    { title: 'gap', note, headers, rows: gaps },
    ...parts,
    { title: 'gap: processor time', note: CPU_NOTE, headers: [...LABELS, ...SPREAD_HEADERS], rows: processors },
  ];
}

const LABELS = ['side', 'queued behind', 'where'];
const CPU_NOTE =
  'In ms per stage, by the same runs, one figure for each of them; without what agents and their hosts take.';

export const GAP_NOTE =
  `From the end of one instant agent to the start of the next, in ms, by the agents' own clocks: ${TASKS} tasks of ` +
  `${STAGES.length} stages; all sides start the same stand-in for Codex`;
const FLOOR_NOTE =
  `${FLOOR_NAME} is a workflow that runs the stages as activities, eagerly as ours, which start the stand-in by \`sh -c\` and wait for its end; before the next ` +
  'task it signals a second workflow and is signalled by it. Same SDK, same server, nothing decided, kept or shown.';

/** Two rows per side: inside a task, and from one to the next; with the ratio of its median to that of the first side. */
export const gapRows = async (sides: readonly Side[], load: Load): Promise<string[][]> =>
  gapRowsOf(await measure(contenders(sides, load), load), load.queued);

/** Then it takes seconds from one agent to the next. */
const TOO_MANY_FOR_REFERENCE = 10_000;
const REFERENCE_NOTE =
  'Behind 10,000, which `--full` adds, the reference is left out, because it takes minutes there; `queue` has it.';

/** Beside `SPREAD_HEADERS`. */
export const RATIO_HEADER = 'times ours';

/** By name. */
type Measured = ReadonlyMap<string, Found>;

const contenders = (sides: readonly Side[], load: Behind): Contender[] =>
  sides.map((side) => ({ name: side.name, once: () => once(side, load) }));

function gapRowsOf(found: Measured, queued: number): string[][] {
  const [first] = found.values();
  const ratio = (of: keyof Gaps, gaps: Gaps): string => short(median(gaps[of]) / median(first?.[of] ?? []));
  return [...found].flatMap(([name, gaps]) => {
    const [inside = [], between = []] = rowsOf([name, queued.toLocaleString('en-US')], gaps);
    return [
      [...inside, ratio('inside', gaps)],
      [...between, ratio('between', gaps)],
    ];
  });
}

const processorRows = (found: Measured, queued: number): string[][] =>
  [...found].flatMap(([name, { worker, server }]) => {
    const label = [name, queued.toLocaleString('en-US')];
    const rows = [[...label, 'worker', ...spread(worker)]];
    return server.length === 0 ? rows : [...rows, [...label, 'Temporal server', ...spread(server)]];
  });

/** Inside a task, and from one to the next. `label`: the cells before. */
export const rowsOf = (label: readonly string[], { inside, between }: Gaps): string[][] => [
  [...label, 'inside a task', ...spread(inside)],
  [...label, 'to the next task', ...spread(between)],
];

/** By turns, so that all see the machine as it is. */
async function measure(all: readonly Contender[], { queued, rounds }: Load): Promise<Map<string, Found>> {
  const nothing = (): Found => ({ inside: [], between: [], worker: [], server: [], parts: [] });
  const found = new Map(all.map(({ name }) => [name, nothing()]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of all) {
      const one = await contender.once();
      const gaps = gapsOf(one.runs, STAGES[0]);
      console.error(
        `gap: ${contender.name}, ${queued} behind: ${spread(gaps.inside).join(' ')} | ${spread(gaps.between).join(' ')}`,
      );
      add(found.get(contender.name) ?? nothing(), { ...one, ...gaps });
    }
  }
  return found;
}

function add(to: Found, more: Found): void {
  to.inside.push(...more.inside);
  to.between.push(...more.between);
  to.worker.push(...more.worker);
  to.server.push(...more.server);
  to.parts.push(...more.parts);
}

/** What lies between the agents of ten tasks, in a workspace that was made ready. */
export const gapsAfter = async (side: Side, ready: (room: Room) => void): Promise<Gaps> =>
  gapsOf((await once(side, { queued: 0, finished: 0 }, ready)).runs, STAGES[0]);
