// Workspaces that work their queues off at once, in a room of their own: how quickly, by the agents' own log, and what it cost the processor.
import { setTimeout as sleep } from 'node:timers/promises';
import { type AgentRun, spanOf } from '../agents.js';
import { agentsEnded } from '../agents-ended.js';
import { foldersIn, listAll } from '../neighbours.js';
import { cpuSeconds } from '../process.js';
import { openRoom, type Room, serverPid, type Started } from '../room.js';
import type { Side } from '../side.js';
import { STAGES, taskIds } from '../task.js';

const CREATED = '2026-01-01T00:00:00Z';
/** What a first task leaves to do is over then. */
const SETTLE_MS = 1000;

export interface Way {
  workspaces: number;
  /** One for all of them, or one for each. */
  processes: number;
}

export interface Speed {
  /** Stages. */
  perSecond: number;
  /** Processor time in ms per stage, all workers together. */
  worker: number;
  /** Null where there is none. */
  server: number | null;
}

/** `tasks`: in each workspace. */
export async function workedOff(side: Side, way: Way, tasks: number): Promise<Speed> {
  const room = await openRoom(side);
  try {
    const folders = await foldersIn(room, way.workspaces);
    for (const folder of folders) room.queue(['first'], CREATED, folder);
    const workers = await serve(room, folders, way);
    await agentsEnded(room, folders.length * STAGES.length, workers);
    await sleep(SETTLE_MS);
    return await measured(room, workers, () => {
      for (const folder of folders) room.queue(taskIds('t', tasks), CREATED, folder);
      return folders.length * tasks;
    });
  } finally {
    await room.close();
  }
}

async function serve(room: Room, folders: readonly string[], { processes }: Way): Promise<Started[]> {
  if (processes === folders.length) return oneForEach(room, folders);
  await listAll(room, folders);
  return [room.start('run', '--all')];
}

/** The first alone until its task is done: of older builds two first starts at once failed. */
async function oneForEach(room: Room, folders: readonly string[]): Promise<Started[]> {
  const start = (folder: string): Started => room.startOther([...room.side.argv, 'run', 'daemon'], folder);
  const first = start(room.workspace);
  await agentsEnded(room, STAGES.length, [first]);
  return [first, ...folders.filter((folder) => folder !== room.workspace).map(start)];
}

/** `queue`: queues tasks, and gives their number. Processor time counts from the end of the first agent on, so that taking them in is not of it. */
async function measured(room: Room, workers: readonly Started[], queue: () => number): Promise<Speed> {
  const before = room.agents().length;
  const tasks = queue();
  const stages = tasks * STAGES.length;
  await agentsEnded(room, before + 1, workers);
  const used = processors(room, workers);
  await agentsEnded(room, before + stages, workers);
  const { worker, server } = processors(room, workers);
  const perStage = (seconds: number): number => (seconds * 1000) / (stages - 1);
  return {
    perSecond: stages / spanOf(asExpected(room.agents().slice(before), tasks)),
    worker: perStage(worker - used.worker),
    server: server === null ? null : perStage(server - (used.server ?? 0)),
  };
}

/** In seconds. */
const processors = (room: Room, workers: readonly Started[]) => ({
  worker: workers.reduce((sum, { child }) => sum + cpuSeconds(child.pid ?? 0), 0),
  server: room.side.kind === 'ours' ? cpuSeconds(serverPid(room)) : null,
});

/** Throws where other stages were run than so many tasks have. */
function asExpected(runs: AgentRun[], tasks: number): AgentRun[] {
  const counts = STAGES.map((name) => runs.filter(({ stage }) => stage === name).length);
  if (runs.length === tasks * STAGES.length && counts.every((count) => count === tasks)) return runs;
  throw new Error(`other stages were run than ${tasks} tasks have: ${runs.map(({ stage }) => stage).join(' ')}`);
}
