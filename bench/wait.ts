// Waiting with a bound that only ends what hangs.
import { setTimeout as sleep } from 'node:timers/promises';

const BOUND_MS = 600_000;
/** Seldom enough to cost nothing: what is measured is stamped by others. */
const LOOK_MS = 20;

type Looked<T> = T | undefined | null | false;

/** The first truthy thing that is seen. Throws what it waited for after ten minutes. */
export async function until<T>(what: string, look: () => Looked<T> | Promise<Looked<T>>): Promise<T> {
  for (const end = Date.now() + BOUND_MS; Date.now() < end; await sleep(LOOK_MS)) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
  }
  throw new Error(`never came: ${what}`);
}
