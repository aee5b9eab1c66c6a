// `many`: what one process takes that serves many workspaces at rest.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked } from '../figure.js';
import { foldersIn, listAll } from '../neighbours.js';
import { short, type Table } from '../numbers.js';
import { cpuSeconds, memory } from '../process.js';
import { openRoom, type Room, serverPid } from '../room.js';
import { ours } from '../side.js';
import { until } from '../wait.js';

const COUNTS = [1, 8, 64];
/** After the last one is served, in seconds: first V8 gives back what the start needed, which takes until a minute and a half after it; then it is over. */
const BEGINS = [20, 90];
const SECONDS = 30;

/** Of ours alone: the reference has a process for each. `full` adds 64 workspaces, which take minutes to be made. */
export async function many({ full }: Asked): Promise<Table[]> {
  const rows: string[][] = [];
  for (const count of COUNTS.filter((one) => full || one <= 8)) rows.push(await rowOf(count));
  const note = `\`up --all\` with so many workspaces at rest, processor time over ${SECONDS} s and memory at their end (of the server: the last). They begin so long after the last one is served; before ${BEGINS.at(-1)} s V8 collects what the start left behind, once in each thread.`;
  const headers = BEGINS.flatMap((s) => [`MB, ${s} s`, `% of a core, ${s} s`]);
  return [{ title: 'many', note, headers: ['workspaces', ...headers, 'server MB', 'server %'], rows }];
}

async function rowOf(count: number): Promise<string[]> {
  const room = await openRoom(ours);
  try {
    await listAll(room, await foldersIn(room, count));
    const pid = await started(room);
    await until('all are served', async () => (await served(room)) === count);
    const at = performance.now();
    const own: string[] = [];
    let server: string[] = [];
    for (const begins of BEGINS) {
      await sleep(begins * 1000 - (performance.now() - at));
      const [process = [], other = []] = await taken([pid, serverPid(room)]);
      own.push(...process);
      server = other;
    }
    return [String(count), ...own, ...server];
  } finally {
    await room.start('down', '--all', '--now').ended;
    await room.close();
  }
}

/** Of each process: megabytes at the end, and how much of a core it took, in percent. */
async function taken(pids: readonly number[]): Promise<string[][]> {
  const before = pids.map(cpuSeconds);
  await sleep(SECONDS * 1000);
  return pids.map((pid, index) => {
    const share = (100 * (cpuSeconds(pid) - (before[index] ?? 0))) / SECONDS;
    return [short(memory(pid).rss / 1024), short(share)];
  });
}

/** As it is started to stay. Gives its process. */
async function started(room: Room): Promise<number> {
  const answer = JSON.parse(await room.ok('up', '--all', '--json')) as { data: { pid: number } };
  return answer.data.pid;
}

async function served(room: Room): Promise<number> {
  const answer = JSON.parse(await room.ok('workspaces', 'ls', '--json')) as {
    data: { workspaces: { state: string }[] };
  };
  return answer.data.workspaces.filter(({ state }) => state === 'served').length;
}
