// Waiting with a bound that only ends what hangs.
import { setTimeout as sleep } from 'node:timers/promises';

const BOUND_MS = 600_000;
/** Seldom enough to cost nothing: what is measured is stamped by others. */
const LOOK_MS = 20;

type Looked<T> = T | undefined | null | false;

/** The first truthy thing that is seen. Throws what it waited for after ten minutes. */
export async function until<T>(what: string, look: () => Looked<T> | Promise<Looked<T>>): Promise<T> {
  const seen = await within(BOUND_MS, look);
  if (seen === null) throw new Error(`never came: ${what}`);
  return seen;
}

/** The first truthy thing that is seen in so many ms; null where none is. */
export async function within<T>(ms: number, look: () => Looked<T> | Promise<Looked<T>>): Promise<T | null> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(LOOK_MS)) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
  }
  return null;
}
