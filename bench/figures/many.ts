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
const SETTLE_MS = 20_000;
const SECONDS = 30;

/** Of ours alone: the reference has a process for each. `full` adds 64 workspaces, which take minutes to be made. */
export async function many({ full }: Asked): Promise<Table[]> {
  const rows: string[][] = [];
  for (const count of COUNTS.filter((one) => full || one <= 8)) rows.push(await rowOf(count));
  const note = `\`up --all\` with so many workspaces at rest, ${SETTLE_MS / 1000} s after the last one is served; processor time over ${SECONDS} s.`;
  return [{ title: 'many', note, headers: ['workspaces', 'MB', '% of a core', 'server MB', 'server %'], rows }];
}

async function rowOf(count: number): Promise<string[]> {
  const room = await openRoom(ours);
  try {
    await listAll(room, await foldersIn(room, count));
    const pid = await started(room);
    await until('all are served', async () => (await served(room)) === count);
    await sleep(SETTLE_MS);
    const pids = [pid, serverPid(room)];
    const before = pids.map(cpuSeconds);
    await sleep(SECONDS * 1000);
    return [
      String(count),
      ...pids.flatMap((pid, index) => {
        const share = (100 * (cpuSeconds(pid) - (before[index] ?? 0))) / SECONDS;
        return [short(memory(pid).rss / 1024), short(share)];
      }),
    ];
  } finally {
    await room.start('down', '--all', '--now').ended;
    await room.close();
  }
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
