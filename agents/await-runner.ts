// Waits until the cause of an environment failure is seen to go: the probe has to say `broken` first and `ready` after
// that. A `ready` from the start proves nothing (the stage has just failed in spite of it) and wakes nobody: then, as
// with a cause that cannot be seen, only the timer of the wait does. So no failure can be repeated in a tight loop.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwaitRunnerInput } from '../core/contracts/activities.js';
import type { Probed } from './adapter.js';
import { runContext } from './context.js';
import { dispatch } from './dispatch.js';
import { openJournal } from './host/journal.js';
import { CANCEL, leaving } from './host/wait.js';
import { acceptedPins, unlike } from './pins.js';
import { readyIf } from './probes.js';
import { diskTrouble } from './room.js';
import type { RunDeps } from './run-stage.js';
import { isBoxed } from './runner-config.js';
import { boxWorks } from './walls/box.js';

const PERIOD_MS = 2000;

type AwaitDeps = Omit<RunDeps, 'prompt' | 'graceMs' | 'beat'> & {
  /** Called after each look at the cause. */
  beat: () => void;
};

/** Resolves too when it is cancelled; rejects with the signal's reason when the worker goes, as `runAgent` does. */
export async function awaitRunner(failed: AwaitRunnerInput, deps: AwaitDeps): Promise<void> {
  return awaitReady(probeOf(failed, deps), deps);
}

/** For another cause than one of the runner. Rejects with the signal's reason when the worker goes. */
export async function awaitReady(
  probe: () => Promise<Probed>,
  { signal, beat }: Pick<AwaitDeps, 'signal' | 'beat'>,
): Promise<void> {
  for (let wasBroken = false; !signal.aborted; await tick(signal)) {
    const found = await probe();
    beat();
    if (found === 'ready' && wasBroken) return;
    wasBroken ||= found === 'broken';
  }
  if (signal.reason !== CANCEL) throw leaving(signal.reason);
}

/** A full disk is the same for every runner; who waits for its folder asks elsewhere. */
function probeOf(failed: AwaitRunnerInput, deps: AwaitDeps): () => Promise<Probed> {
  if (failed.failureClass === 'disk_full' || failed.failureClass === 'disk_unusable')
    return () => Promise.resolve(diskTrouble(deps) === null ? 'ready' : 'broken');
  const { request } = failed;
  const adapter = dispatch(request, deps.env, deps.adapters);
  const context = runContext(request, deps, openJournal(deps.stateDir, request.requestId).dir);
  return () => {
    // A probe may start the program.
    if (unlike(deps.workspaceDir, acceptedPins(deps.stateDir)).length > 0) return Promise.resolve('broken');
    if (failed.failureClass === 'sandbox_unavailable' && isBoxed(context.config, adapter.name))
      return boxWorks(context).then(readyIf);
    return adapter.probe?.(failed, context) ?? Promise.resolve('unknown');
  };
}

/** A period, or less when somebody aborts. */
const tick = (signal: AbortSignal): Promise<void> => sleep(PERIOD_MS, undefined, { signal }).catch(() => undefined);
