// What came with a request is shown in two parts: what its agent is given, before it starts; the rest beside it, because it is for people.
import type { MirrorBatch, MirrorEntry } from '../../core/contracts/mirror.js';
import type { Dirs } from '../../disk/dirs.js';
import { applyBatch } from '../../disk/mirror/apply.js';

export interface Showing {
  /** Rejects, as `applyBatch`, when something could not be shown. Nobody has to wait for it. */
  whole: Promise<void>;
  /** Resolves when it was tried. */
  settled: () => Promise<void>;
}

/**
 * Documents with their texts and places, and what was decided, come first: prompts are made of them, and documents that are not yet in their
 * places would be taken for what a stage left behind.
 */
const GIVEN: ReadonlySet<MirrorEntry['kind']> = new Set(['decision', 'text', 'place', 'target', 'quarantine']);

/** Resolves when the first part is shown. Where it is not, the rest is shown all the same, and then this rejects. */
export async function showing(dirs: Dirs, batch: MirrorBatch | null, attempt?: number): Promise<Showing> {
  const part = (isWanted: (entry: MirrorEntry) => boolean): Promise<void> => {
    const entries = batch?.entries.filter(isWanted) ?? [];
    return batch === null || entries.length === 0
      ? Promise.resolve()
      : applyBatch(dirs, { ...batch, entries }, attempt);
  };
  const given = await part(({ kind }) => GIVEN.has(kind)).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const whole = part(({ kind }) => !GIVEN.has(kind));
  const settled = (): Promise<void> => whole.catch(() => undefined);
  void settled();
  if (given === null) return { whole, settled };
  await settled();
  throw given.error;
}
