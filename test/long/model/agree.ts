// Whether both sides are in the same state, and what there is to say when they are not.
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Sides } from './sides.js';

/** Bounds what hangs. */
const AGREE_MS = 30_000;

/** The real thing comes to where the model is. */
export async function agree({ real, pure }: Sides): Promise<void> {
  const wanted = plain(pure.view());
  let seen: unknown = {};
  for (const end = Date.now() + AGREE_MS; Date.now() < end; await sleep(50)) {
    seen = plain(await real.view());
    if (isDeepStrictEqual(seen, wanted)) return;
  }
  throw new Error(`real: ${text(seen)}\nmodel: ${text(wanted)}`);
}

/** The event log is a moment behind the workflows. */
export async function stagesOf({ real, pure }: Sides): Promise<string[]> {
  for (const end = Date.now() + AGREE_MS; Date.now() < end; await sleep(50))
    if (real.bench.stages().length >= pure.stages.length) break;
  return real.bench.stages();
}

export function differ({ log }: Sides, seed: number, cause: unknown): Error {
  const steps = log.map((step, index) => `${index + 1}. ${step}`).join('\n');
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Error(`seed ${seed} differs after\n${steps}\n${why}`, { cause });
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const text = (value: unknown): string => JSON.stringify(value, null, 1);
