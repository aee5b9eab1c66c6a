// Begins the thread of workflows before anything else, on the other core: it takes as long to get ready as all that a worker does before it needs it.
// The SDK, which the build tells to, takes this one in place of its first.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `scripts/sdk-file.mjs` knows it, too. */
const TAKE = Symbol.for('millrace.workflow-thread');

/**
 * Three times what V8 fills before it looks what of it is still needed: 48 by itself, of which a thread that rests gives nothing back. What an
 * activation leaves is gone with it, and little else is young there.
 */
const YOUNG_MB = 12;

/** Whether the SDK takes it or not, it ends with the process. One that could not begin has another one in its place, of which is said why it cannot. */
export function beginThread(): void {
  const file = join(import.meta.dirname, 'sdk-thread.cjs');
  // Then the SDK runs workflows in no thread at all.
  if (process.env['TEMPORAL_DEBUG'] || !existsSync(file)) return;
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  let thread: InstanceType<typeof Worker> | undefined = new Worker(file, {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  thread.on('error', () => undefined).once('exit', () => (thread = undefined));
  // It is no reason to stay before somebody has taken it.
  thread.unref();
  const take = (): typeof thread => {
    const taken = thread;
    thread = undefined;
    taken?.ref();
    return taken;
  };
  Object.defineProperty(globalThis, TAKE, { value: take });
}
