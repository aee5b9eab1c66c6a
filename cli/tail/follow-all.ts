// Follows all runs that are at work, also those that begin meanwhile, until none is: each line says whose it is.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSection } from '../../core/contracts/mirror.js';
import { readSnapshot } from '../../read/snapshot.js';
import { follow, type Follower } from './follow.js';
import type { RunPlace } from './stage.js';

const POLL_MS = 250;

type Where = Omit<RunPlace, 'runId'>;

export const runsAtWork = ({ workspace }: Pick<Where, 'workspace'>): RunSection[] =>
  readSnapshot(workspace)?.runs ?? [];

/** `followerOf`: of the runs of one root. */
export async function followAll(
  place: Where,
  followerOf: (root: string) => Follower,
  signal: AbortSignal,
): Promise<void> {
  const followed = new Set<string>();
  let open = 0;
  const failed: unknown[] = [];
  while (!signal.aborted) {
    const fresh = runsAtWork(place).filter(({ runId }) => !followed.has(runId));
    for (const { runId, lineage } of fresh) {
      followed.add(runId);
      open += 1;
      void follow({ ...place, runId }, followerOf(lineage))
        .catch((error: unknown) => failed.push(error))
        .finally(() => (open -= 1));
    }
    if (failed.length > 0) throw failed[0];
    if (open === 0) return;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
