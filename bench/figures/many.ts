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

/** In seconds, since the last one is served. */
interface Window {
  from: number;
  to: number;
}

/** First V8 gives back what the start needed, which takes until a minute and a half after it. */
const START: Window[] = [
  { from: 20, to: 50 },
  { from: 90, to: 120 },
];
/**
 * At rest: by then no queue of activities is polled any more. So long, that every look comes once at least: with many workspaces the server is asked
 * about each once in ten seconds times their number.
 */
const restOf = (count: number): Window => ({ from: 180, to: 180 + Math.max(180, 10 * count) });

/** Of ours alone: the reference has a process for each. `full` adds 64 workspaces, and the long window: half an hour in all. */
export async function many({ full }: Asked): Promise<Table[]> {
  const rows: string[][] = [];
  for (const count of COUNTS.filter((one) => full || one <= 8))
    rows.push(await rowOf(count, full ? [...START, restOf(count)] : START));
  const note =
    '`up --all` with so many workspaces at rest: processor time from so many seconds to so many after the last one is served, and memory at their end ' +
    '(of the server: in the last window). In the first two V8 collects what the start left behind, once in each thread, which takes the longer the ' +
    'busier the machine is. From 180 s on is rest: over 180 s, with 64 over 640, so that every look of every workspace comes in it.';
  const names = [...START.map(({ from, to }) => `${from}-${to} s`), ...(full ? ['at rest'] : [])];
  const headers = names.flatMap((name) => [`MB, ${name}`, `% of a core, ${name}`]);
  return [{ title: 'many', note, headers: ['workspaces', ...headers, 'server MB', 'server %'], rows }];
}

async function rowOf(count: number, windows: readonly Window[]): Promise<string[]> {
  const room = await openRoom(ours);
  try {
    await listAll(room, await foldersIn(room, count));
    const pid = await started(room);
    await until('all are served', async () => (await served(room)) === count);
    const at = performance.now();
    const own: string[] = [];
    let server: string[] = [];
    for (const { from, to } of windows) {
      await sleep(from * 1000 - (performance.now() - at));
      const [process = [], other = []] = await taken([pid, serverPid(room)], to - from);
      own.push(...process);
      server = other;
    }
    return [String(count), ...own, ...server];
  } finally {
    await room.start('down', '--all', '--now').ended;
    await room.close();
  }
}

/** Of each process over so many seconds: megabytes at the end, and how much of a core it took, in percent. */
async function taken(pids: readonly number[], seconds: number): Promise<string[][]> {
  const before = pids.map(cpuSeconds);
  await sleep(seconds * 1000);
  return pids.map((pid, index) => {
    const share = (100 * (cpuSeconds(pid) - (before[index] ?? 0))) / seconds;
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
