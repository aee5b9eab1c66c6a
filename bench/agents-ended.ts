// Waiting for agents, as long as there is somebody who starts them.
import { ended } from './agents.js';
import type { Room, Started } from './room.js';
import { until } from './wait.js';

/** Waits until so many agents of the room have ended. Throws when one of the workers ends before. */
export async function agentsEnded(room: Room, count: number, workers: readonly Started[]): Promise<void> {
  const what = `${count} agents of ${room.side.name}`;
  const left = (): Started | undefined => workers.find(hasEnded);
  await until(what, () => ended(room.agents()).length >= count || left() !== undefined);
  const worker = left();
  if (worker !== undefined) throw new Error(`never came: ${what}: the worker ended: ${(await worker.ended).output}`);
}

const hasEnded = ({ child: { exitCode, signalCode } }: Started): boolean => exitCode !== null || signalCode !== null;
