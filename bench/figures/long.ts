// `long`: whether the memory of worker and server levels off while one workspace goes on working.
import path from 'node:path';
import { agentsEnded } from '../agents-ended.js';
import type { Asked } from '../figure.js';
import { type During, leastHeap, tellingHeaps } from '../heap/told.js';
import { short, slope, type Table } from '../numbers.js';
import { memory } from '../process.js';
import { openRoom, type Room, serverPid, type Started } from '../room.js';
import type { Side } from '../side.js';
import { STAGES, taskIds } from '../task.js';

/** V8 collects the main heap as a whole for the first time after some 300. */
const [RUNS, RUNS_FULL] = [60, 1500];
/** For each side. */
const ROWS = 15;
const KINDS = ['worker', 'main', 'workflows', 'server'] as const;

/** After so many stages, in kB; null where there is none. */
type Sample = { stages: number } & Record<(typeof KINDS)[number], number | null>;

export async function long({ sides, full }: Asked): Promise<Table[]> {
  const rows: string[][] = [];
  for (const side of sides) rows.push(...rowsOf(side, await worked(side, full ? RUNS_FULL : RUNS)));
  return [{ title: 'long', note: NOTE, headers: HEADERS, rows }];
}

const HEADERS = ['side', 'stages', 'worker', 'main heap', "workflows' heap", 'Temporal server'];
const NOTE =
  `One workspace by \`run daemon\`, tasks of ${STAGES.length} stages by instant agents one after the other, all queued from the start. In MB: resident memory of worker and server after so many ` +
  'stages, and the least that was used since the row before of the heaps of the main thread and of the thread of workflows, so that what waits to be collected hardly counts. The last row says ' +
  `by how much each grew in the last half, by least squares over its rows. ${RUNS} stages are too few to tell; \`--full\` makes ${RUNS_FULL}.`;

async function worked(side: Side, runs: number): Promise<Sample[]> {
  const room = await openRoom(side);
  try {
    room.queue(taskIds('t', runs / STAGES.length), '2026-01-01T00:00:00Z');
    const heaps = path.join(path.dirname(room.agent), 'heap');
    const worker = startTelling(room, heaps);
    const samples: Sample[] = [];
    let since = worker.at;
    for (let stages = runs / ROWS; stages <= runs; stages += runs / ROWS) {
      await agentsEnded(room, stages, [worker]);
      const now = Date.now();
      samples.push({ stages, ...resident(room, worker), ...heapsOf(heaps, [since, now]) });
      since = now;
    }
    return samples;
  } finally {
    await room.close();
  }
}

/** Ours is a program for Node, to which it is told before the program. */
function startTelling(room: Room, heaps: string): Started {
  const { kind, argv } = room.side;
  const [program, ...args] = argv;
  return room.startOther([program, ...(kind === 'ours' ? tellingHeaps(heaps) : []), ...args, 'run', 'daemon']);
}

const resident = (room: Room, { child }: Started) => ({
  worker: memory(child.pid ?? 0).rss,
  server: room.side.kind === 'ours' ? memory(serverPid(room)).rss : null,
});

const heapsOf = (heaps: string, during: During) => ({
  main: leastHeap(heaps, 'main', during),
  workflows: leastHeap(heaps, 'workflows', during),
});

function rowsOf({ name }: Side, samples: readonly Sample[]): string[][] {
  const half = (samples.at(-1)?.stages ?? 0) / 2;
  const late = samples.filter(({ stages }) => stages >= half);
  return [
    ...samples.map((one) => [name, String(one.stages), ...KINDS.map((kind) => megabytes(one[kind]))]),
    [name, 'last half, kB a stage', ...KINDS.map((kind) => growth(late, kind))],
  ];
}

const megabytes = (kilobytes: number | null): string => (kilobytes === null ? '-' : short(kilobytes / 1024));

function growth(samples: readonly Sample[], kind: (typeof KINDS)[number]): string {
  const points = samples.flatMap(({ stages, [kind]: value }) => (value === null ? [] : [[stages, value] as const]));
  const grown = slope(points);
  return grown === null ? '-' : short(grown);
}
