// `read`: how long the commands that only read take, against the start of Node itself.
import { spawnSync } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import type { Asked } from '../figure.js';
import { median, short, SPREAD_HEADERS, spread, type Table } from '../numbers.js';
import { childrenCpuSeconds } from '../process.js';
import { openRoom, type Room, tasksDone } from '../room.js';
import type { Side } from '../side.js';
import { taskIds } from '../task.js';
import { until } from '../wait.js';

const TIMES = 20;
const BARE = [process.execPath, '-e', '0'];
const COMMANDS = [['--version'], ['status'], ['queue', 'ls']];
const CREATED = '2026-01-01T00:00:00Z';

interface Size {
  queued: number;
  finished: number;
}

interface Timed {
  label: string[];
  argv: readonly string[];
  room: Room;
  times: number[];
  /** Seconds of processor time of all runs together. */
  cpu: number;
}

export async function read({ sides, full }: Asked): Promise<Table[]> {
  const rows: string[][] = [];
  for (const queued of [10, 2000, ...(full ? [10_000] : [])])
    rows.push(...(await readRows(sides, { queued, finished: 0 })));
  return [{ title: 'read', note: READ_NOTE, headers: READ_HEADERS, rows }];
}

export const READ_NOTE =
  'Whole processes in ms, in turn with `node -e 0`, in a workspace with so many queued tasks, the first of them done. ' +
  'Difference and ratio are those of the medians; processor time is in ms too and hardly depends on the load.';
export const READ_HEADERS = ['side', 'queued', 'command', ...SPREAD_HEADERS, 'over node', 'times node', 'CPU, mean'];

/** A row for `node -e 0`, and one per side and command. */
export async function readRows(sides: readonly Side[], { queued, finished }: Size): Promise<string[][]> {
  const rooms: Room[] = [];
  try {
    for (const side of sides) rooms.push(await prepare(side, queued, finished));
    return await time(rooms, queued);
  } finally {
    for (const room of rooms) await room.close();
  }
}

/** Something is done, the rest is queued, and nothing runs. */
async function prepare(side: Side, queued: number, finished: number): Promise<Room> {
  const room = await openRoom(side);
  room.finish(taskIds('f', finished), CREATED);
  room.queue(taskIds('t', queued + 1), CREATED);
  const daemon = room.start('run', 'daemon');
  await until('the first task', () => tasksDone(room) > finished);
  daemon.child.kill('SIGTERM');
  await daemon.ended;
  return room;
}

async function time(rooms: Room[], queued: number): Promise<string[][]> {
  const [first] = rooms;
  if (first === undefined) return [];
  const bare: Timed = { label: ['', '', '`node -e 0`'], argv: BARE, room: first, times: [], cpu: 0 };
  const timed = rooms.flatMap((room) => COMMANDS.map((command) => commandOf(room, command, queued)));
  for (let turn = -1; turn < TIMES; turn += 1) {
    for (const one of [bare, ...timed]) {
      // So that an interrupt is heard.
      await setImmediate();
      const before = childrenCpuSeconds();
      const took = once(one);
      // The first turn only warms the caches.
      if (turn < 0) continue;
      one.times.push(took);
      one.cpu += childrenCpuSeconds() - before;
    }
  }
  return [bare, ...timed].map((one) => [...one.label, ...spread(one.times), ...against(bare, one)]);
}

function commandOf(room: Room, command: string[], queued: number): Timed {
  const label = [room.side.name, queued.toLocaleString('en-US'), `\`millrace ${command.join(' ')}\``];
  return { label, argv: [...room.side.argv, ...command], room, times: [], cpu: 0 };
}

function once({ argv: [program = '', ...args], room }: Timed): number {
  const before = performance.now();
  const { status, stderr } = spawnSync(program, args, { cwd: room.workspace, env: room.env });
  const took = performance.now() - before;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${String(stderr)}`);
  return took;
}

function against(bare: Timed, one: Timed): string[] {
  const cpu = short((one.cpu * 1000) / TIMES);
  if (one === bare) return ['', '', cpu];
  const [base, own] = [median(bare.times), median(one.times)];
  return [`+${short(own - base)}`, short(own / base), cpu];
}
