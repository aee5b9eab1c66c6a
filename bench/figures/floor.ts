// Temporal alone: the same agents by two workflows and an activity that do nothing else, on a server as ours. What no runtime on Temporal is faster than.
import { fileURLToPath } from 'node:url';
import { FLOOR } from '../floor/names.js';
import { addressIn } from '../histories.js';
import { openRoom, serverPid } from '../room.js';
import { ours } from '../side.js';
import { type Once, partsIn, TASKS, workOff } from './gap-runs.js';

export const FLOOR_NAME = 'Temporal alone';

/** A room of ours, of which only the server is used. */
export async function floorOnce(): Promise<Once> {
  const room = await openRoom(ours);
  try {
    await room.ok('server', 'start');
    const worker = fileURLToPath(new URL('../floor/worker.js', import.meta.url));
    const started = room.startOther([process.execPath, worker, addressIn(room), room.agent, String(TASKS)]);
    const worked = await workOff(room, started, [serverPid]);
    return { ...worked, parts: await partsIn(room, worked.runs, FLOOR) };
  } finally {
    await room.close();
  }
}
