// Waits until the folder of a root can be worked in again: nobody holds it, and it is opened, as before a stage, until that goes.
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { awaitReady } from '../../agents/await-runner.js';
import { workTreeIsHeld } from '../../agents/host/lease.js';
import { type Dirs, treeOf } from '../../disk/dirs.js';
import type { Asker } from './place.js';
import { readyIf } from '../../agents/probes.js';
import { knownGround, openGround } from './ground.js';

type Waiting = Pick<Asker, 'env'> & { signal: AbortSignal; /** Called after each look. */ beat: () => void };

/** Rejects with the signal's reason when the worker goes. */
export function awaitFolder(dirs: Dirs, request: StageRunRequest, { env, signal, beat }: Waiting): Promise<void> {
  const isHeld = async (): Promise<boolean> => workTreeIsHeld(treeOf((await knownGround(dirs, request, env)).dirs));
  const isOpen = async (): Promise<boolean> =>
    !(await isHeld()) && (await openGround(dirs, request, { env, signal, isLook: true })).kind === 'ground';
  return awaitReady(() => isOpen().then(readyIf, () => 'broken' as const), { signal, beat });
}
