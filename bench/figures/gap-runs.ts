// Ten tasks worked off in a room of their own: what their agents noted, what it cost the processor, and what lay between the agents.
import type { AgentRun } from '../agents.js';
import { agentsEnded } from '../agents-ended.js';
import { hasStages, type Part, partsOf } from '../gap-parts.js';
import { type Both, historiesIn, oursIn } from '../histories.js';
import { cpuSeconds } from '../process.js';
import { openRoom, type Room, serverPid, type Started } from '../room.js';
import type { Side } from '../side.js';
import { STAGES, taskIds } from '../task.js';
import { until } from '../wait.js';

export const TASKS = 10;
const RUNS = TASKS * STAGES.length;
const OLD = '2026-01-01T00:00:00Z';
/** Claimed after the ten that are measured. */
const YOUNG = '2026-06-01T00:00:00Z';

/** Processor time in ms per stage, once a run. Empty where there is no such process. */
export interface Processors {
  worker: number[];
  server: number[];
}

/** How much lies in the folders beside the ten tasks. */
export interface Behind {
  queued: number;
  finished: number;
}

export interface Once extends Processors {
  /** The agents of the ten tasks. */
  runs: AgentRun[];
  /** Empty where no history says, and where so much was queued that it has begun anew. */
  parts: Part[];
}

export async function once(
  side: Side,
  { queued, finished }: Behind,
  ready: (room: Room) => void = () => undefined,
): Promise<Once> {
  const room = await openRoom(side);
  try {
    ready(room);
    room.queue(taskIds('t', TASKS), OLD);
    room.queue(taskIds('u', queued), YOUNG);
    room.finish(taskIds('f', finished), OLD);
    const isOurs = side.kind === 'ours';
    const worked = await workOff(room, room.start('run', 'daemon'), isOurs ? [serverPid] : []);
    return { ...worked, parts: isOurs && queued === 0 ? await partsIn(room, worked.runs, oursIn(room)) : [] };
  } finally {
    await room.close();
  }
}

/** Waits until the last stage is over at the server, too. */
export async function partsIn(room: Room, runs: readonly AgentRun[], both: Both): Promise<Part[]> {
  const histories = await until('the end of the last stage', async () => {
    const found = await historiesIn(room, both);
    return hasStages(found, runs.length) && found;
  });
  return partsOf(runs, histories, STAGES[0]);
}

/** `servers`: the pid of each, asked once the first agent has run. Throws when the worker ends before, or runs other stages. */
export async function workOff(
  room: Room,
  worker: Started,
  servers: readonly ((room: Room) => number)[],
): Promise<Omit<Once, 'parts'>> {
  await agentsEnded(room, 1, [worker]);
  const pids = { worker: [worker.child.pid ?? 0], server: servers.map((pidOf) => pidOf(room)) };
  const before = { worker: pids.worker.map(cpuSeconds), server: pids.server.map(cpuSeconds) };
  await agentsEnded(room, RUNS, [worker]);
  const since = (of: keyof Processors): number[] =>
    pids[of].map((pid, index) => ((cpuSeconds(pid) - (before[of][index] ?? 0)) * 1000) / (RUNS - 1));
  const cpu = { worker: since('worker'), server: since('server') };
  const runs = room.agents().slice(0, RUNS);
  const expected = Array.from({ length: TASKS }, () => STAGES).flat();
  if (runs.map(({ stage }) => stage).join() === expected.join()) return { runs, ...cpu };
  throw new Error(
    `${room.side.name} ran other stages than the tasks have: ${runs.map(({ stage }) => stage).join(' ')}`,
  );
}
