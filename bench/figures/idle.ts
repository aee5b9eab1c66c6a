// `idle`: what a daemon with nothing to do costs.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked } from '../figure.js';
import { short, type Table } from '../numbers.js';
import { cpuSeconds } from '../process.js';
import { openRoom, type Room, serverPid, tasksDone } from '../room.js';
import type { Side } from '../side.js';
import { until } from '../wait.js';

/** Compilers and collectors of garbage go on for a while after the work. */
const SETTLE_MS = 20_000;
const SECONDS = 20;

export async function idle({ sides }: Asked): Promise<Table[]> {
  const rows: string[][] = [];
  for (const side of sides) rows.push(...(await rowsOf(side)));
  const note =
    `Processor time of a daemon that has worked its queue off, over ${SECONDS} s, in percent of one core, and what it wrote ` +
    'into its workspace meanwhile.';
  return [{ title: 'idle', note, headers: ['side', 'process', '% of a core', 'bytes written'], rows }];
}

async function rowsOf(side: Side): Promise<string[][]> {
  const room = await openRoom(side);
  try {
    const { child } = room.start('run', 'daemon');
    room.queue(['t1'], '2026-01-01T00:00:00Z');
    await until('the only task', () => tasksDone(room) === 1);
    await sleep(SETTLE_MS);
    const server: [string, number][] = side.kind === 'ours' ? [['Temporal server', serverPid(room)]] : [];
    return await watch(room, [['daemon', child.pid ?? 0], ...server]);
  } finally {
    await room.close();
  }
}

async function watch(room: Room, processes: [string, number][]): Promise<string[][]> {
  const used = processes.map(([, pid]) => cpuSeconds(pid));
  const before = bytesIn(room.workspace);
  await sleep(SECONDS * 1000);
  const written = bytesIn(room.workspace) - before;
  return processes.map(([name, pid], index) => {
    const share = (100 * (cpuSeconds(pid) - (used[index] ?? 0))) / SECONDS;
    return [room.side.name, name, short(share), index === 0 ? String(written) : ''];
  });
}

function bytesIn(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}
