// `kill`: what `kill -9` costs: time until it goes on, stage runs done again, commands that a person has to give.
import { once } from 'node:events';
import { ended } from '../agents.js';
import { attachedAt, holdWorkflowTask } from '../attempts.js';
import type { Asked } from '../figure.js';
import { short, SPREAD_HEADERS, spread, type Table } from '../numbers.js';
import { openRoom, type Room, serverPid, type Started, tasksDone } from '../room.js';
import type { Side } from '../side.js';
import { STAGES, taskIds } from '../task.js';
import { until } from '../wait.js';

/** Two tasks, so that there is a next stage whichever stage of the first is hit. */
const TASKS = 2;
const RUNS = TASKS * STAGES.length;
/** Each stage of the task is hit twice. */
const TRIALS = 6;
interface Drill {
  name: string;
  who: Side['kind'];
  /** Kills, with an agent of `stage` at work; gives the moment from which on the time counts, and the progress. */
  strike(room: Room, worker: Started): Promise<Struck>;
}

interface Struck {
  /** Null = the time does not count: a person is needed. */
  tookMs: number | null;
  commands: number;
}

const DRILLS: Drill[] = [
  { name: 'worker, agent works on: attached', who: 'ours', strike: attach },
  { name: 'worker, agent ends meanwhile: next agent', who: 'ours', strike: afterEnd },
  { name: 'worker with a workflow task in flight: next agent', who: 'ours', strike: inFlight },
  { name: 'server, from the kill: next agent', who: 'ours', strike: serverOnly },
  { name: 'worker and server: next agent', who: 'ours', strike: both },
  { name: 'daemon, agent at work: next agent', who: 'reference', strike: byHand },
];

export async function kill({ sides }: Asked): Promise<Table[]> {
  const rows: string[][] = [];
  for (const drill of DRILLS) {
    for (const side of sides.filter(({ kind }) => kind === drill.who)) rows.push(await rowOf(side, drill));
  }
  const note =
    'Time in ms from the start of the new worker (where only the server is killed: from the kill) until work goes on, ' +
    'stage runs beyond the needed ones, and commands besides starting it again. The kills hit each stage equally often.';
  const headers = ['side', 'killed with -9', ...SPREAD_HEADERS, 'extra stage runs per kill', 'commands per kill'];
  return [{ title: 'kill', note, headers, rows }];
}

async function rowOf(side: Side, drill: Drill): Promise<string[]> {
  const trials: { tookMs: number | null; commands: number; extra: number }[] = [];
  for (let number = 0; number < TRIALS; number += 1) {
    const one = await trial(side, drill, STAGES[number % STAGES.length] ?? STAGES[0]);
    console.error(
      `kill: ${drill.name}: ${one.tookMs === null ? 'by hand' : `${short(one.tookMs)} ms`}, ${one.extra} extra`,
    );
    trials.push(one);
  }
  const times = trials.flatMap(({ tookMs }) => tookMs ?? []);
  const mean = (of: 'extra' | 'commands'): string =>
    short(trials.reduce((sum, one) => sum + one[of], 0) / trials.length);
  return [side.name, drill.name, ...spread(times), mean('extra'), mean('commands')];
}

async function trial(side: Side, drill: Drill, stage: string) {
  const room = await openRoom(side);
  try {
    room.queue(taskIds('t', TASKS), '2026-01-01T00:00:00Z');
    room.hold(stage);
    const worker = room.start('run', 'daemon');
    await until(`a ${stage}`, () => room.agents().at(-1)?.stage === stage);
    const struck = await drill.strike(room, worker);
    room.release();
    await until('both tasks done', () => tasksDone(room) === TASKS);
    return { ...struck, extra: room.agents().length - RUNS };
  } finally {
    await room.close();
  }
}

async function attach(room: Room, worker: Started): Promise<Struck> {
  const { at } = await killed(worker).then(() => room.start('run', 'daemon'));
  return { tookMs: (await attachedAt(room, at)) - at, commands: 0 };
}

async function afterEnd(room: Room, worker: Started): Promise<Struck> {
  await killed(worker);
  return fromStart(room);
}

async function inFlight(room: Room, worker: Started): Promise<Struck> {
  await holdWorkflowTask(room, worker.child.pid ?? 0);
  await killed(worker);
  return fromStart(room);
}

async function serverOnly(room: Room): Promise<Struck> {
  const before = room.agents().length;
  const at = Date.now();
  process.kill(serverPid(room), 'SIGKILL');
  room.release();
  return { tookMs: await nextStart(room, before, at), commands: 0 };
}

async function both(room: Room, worker: Started): Promise<Struck> {
  process.kill(serverPid(room), 'SIGKILL');
  await killed(worker);
  return fromStart(room);
}

async function killed(worker: Started): Promise<void> {
  // Not until its output ends: an agent that outlives it may hold that.
  const gone = once(worker.child, 'exit');
  worker.child.kill('SIGKILL');
  await gone;
}

/** The agent ends while nobody watches; then a new worker is started. */
async function fromStart(room: Room): Promise<Struck> {
  const before = room.agents().length;
  room.release();
  await until('the agent ends', () => ended(room.agents()).length === before);
  const { at } = room.start('run', 'daemon');
  return { tookMs: await nextStart(room, before, at), commands: 0 };
}

async function nextStart(room: Room, before: number, at: number): Promise<number> {
  const next = await until('the next agent', () => room.agents()[before]);
  return next.startedAt - at;
}

/** Started again as a supervisor would; what it asks for is done, and counted. */
async function byHand(room: Room, worker: Started): Promise<Struck> {
  await killed(worker);
  const before = room.agents().length;
  const first = room.start('run', 'daemon');
  const goesOn = (): boolean => room.agents().length > before;
  await until('the daemon to go on or to refuse', () => first.child.exitCode !== null || goesOn());
  if (goesOn()) return { tookMs: await nextStart(room, before, first.at), commands: 0 };
  await room.ok('clear-stale-state');
  room.start('run', 'daemon');
  await until('the next agent', () => room.agents()[before]);
  return { tookMs: null, commands: 1 };
}
