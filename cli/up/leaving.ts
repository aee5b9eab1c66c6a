// A worker that was told to leave serves nobody who comes now: it is waited for, until it is gone or is to stay after all.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { WorkerRecord } from '../../worker/fleet/roster.js';
import type { Context } from '../context.js';
import { sent } from '../commands/control.js';

const LOOK_MS = 1000;
const ASK_MS = 5000;

/**
 * The worker that goes on serving; null where there is none, or none any more. Says once that a leaving one is waited for, as long
 * as its stage lasts. `find`: the one of now. With `--dry-run` nobody is waited for, and a leaving one is none.
 */
export async function stayingNow(
  context: Context,
  dir: string,
  find: () => WorkerRecord | null,
): Promise<WorkerRecord | null> {
  const { untilGone } = await import('../../worker/staying/end.js');
  for (let told = 0; ;) {
    const found = find();
    if (found === null || !(await isLeaving(context, dir, found))) return found;
    if (told !== found.pid) context.note(leavingText(found));
    if (context.dryRun) return null;
    told = found.pid;
    await untilGone([found], LOOK_MS);
  }
}

const leavingText = ({ pid }: WorkerRecord): string =>
  `Process ${pid} was told to stop, and leaves after its stage: it is waited for. \`millrace down --now\` ends it at once.`;

/** One that has not begun yet takes an earlier stop back as it begins. What nobody answers is no stop. */
async function isLeaving(context: Context, dir: string, { servesSince, leavesSince }: WorkerRecord): Promise<boolean> {
  if (leavesSince !== undefined) return true;
  if (servesSince === undefined) return false;
  const args = { commandId: randomUUID(), issuer: context.issuer, reason: '' };
  const { workerSign } = await import('../../worker/signing/worker-key.js');
  const ask = { timeoutMs: ASK_MS, say: () => undefined, sign: workerSign };
  // The workspace alone knows it at once: what is shown of it comes later.
  const answer = await sent({ ...context, dryRun: true }, dir, { name: 'stop', args }, ask).catch(() => null);
  return answer?.code === 'unchanged';
}

/** Beside a worker that leaves another one would have to leave with it: it waits until that has gone, and serves then. */
export async function untilFree(context: Context, dir: string, id: string): Promise<void> {
  const [{ stateHome }, { holderOf }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/staying/workers.js'),
  ]);
  const state = join(stateHome(context.env), id);
  await stayingNow(context, dir, () => holderOf(state));
}
