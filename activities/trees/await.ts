// Waits until the tree of a root can be used again: it is tried, as before a stage, until it goes.
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { awaitReady } from '../../agents/await-runner.js';
import type { Dirs } from '../../disk/dirs.js';
import type { Asker } from './place.js';
import { openGround } from './ground.js';

type Waiting = Pick<Asker, 'env'> & { signal: AbortSignal; /** Called after each look. */ beat: () => void };

/** Rejects with the signal's reason when the worker goes. */
export function awaitTree(dirs: Dirs, request: StageRunRequest, { env, signal, beat }: Waiting): Promise<void> {
  const look = async () => {
    const opened = await openGround(dirs, request, { env, signal, isLook: true }).catch(() => null);
    return opened?.kind === 'ground' ? ('ready' as const) : ('broken' as const);
  };
  return awaitReady(look, { signal, beat });
}
