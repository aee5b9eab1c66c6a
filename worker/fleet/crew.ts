// The holder of the lease looks after the others: one that hangs is ended, so that no stage waits in it, and what a dead one held is released.
// A holder that leaves after a few stages ends nobody.
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { statePaths } from '../../core/contracts/paths.js';
import { stillness } from '../../disk/stillness.js';
import { createEar, endSilent, LOOK_MS } from './answers.js';
import { releaseOrphans } from '../boot.js';
import type { WorkspacePlace } from '../place.js';
import { repeatedly } from '../repeat.js';
import type { WorkerRecord } from './roster.js';
import { hasCompany, readRoster, strikeDead } from './roster.js';

/** `stir`: called while there are others, who may leave behind what this process did not see. */
export function watchCrew(
  client: Client,
  place: WorkspacePlace,
  self: WorkerRecord,
  { say, stir }: { say: (line: string) => void; stir: () => void },
): { close(): void } {
  const { state } = place.dirs;
  const ear = createEar(state);
  const alone = stillness();
  const isAlone = (): Promise<boolean> =>
    alone.look(
      [path.join(state, statePaths.workers)],
      () => Promise.resolve(!hasCompany(state, self)),
      (isSo) => isSo,
    );
  const look = async (): Promise<void> => {
    // Who comes puts a record there, and so nobody has come while nothing happened to the folder.
    if (alone.holds() || (await isAlone())) return;
    stir();
    const others = readRoster(state).filter(({ pid }) => pid !== process.pid);
    for (const other of others) if (self.endures && ear(other) === 'silent') await endSilent(other, say);
    if (strikeDead(state)) await releaseOrphans(client, place);
  };
  const close = repeatedly(LOOK_MS, look, (error) =>
    say(`The other workers could not be looked after: ${String(error)}`),
  );
  return { close };
}
