// Whether files and folders are as they were when somebody looked at them and found nothing to do: then there is nothing to do again. To ask
// the kernel when they changed last costs a tenth of what it costs to read them.
import { lstatSync } from 'node:fs';
import { markOf } from './store/rest.js';

/** Some disks keep times in steps of two seconds: what changed more lately may change again without a trace. */
const SETTLED_MS = 3000;

export interface Stillness {
  /** Nothing happened to any of them since a look found nothing to do. */
  holds(): boolean;
  /** Looks, and remembers how `paths` were before it where `isNothing` says of the outcome that nothing is to be done. */
  look<Seen>(paths: readonly string[], look: () => Promise<Seen>, isNothing: (seen: Seen) => boolean): Promise<Seen>;
  /** Does what puts `paths` right, unless nothing happened to any of them since that found nothing to do. */
  keep(paths: readonly string[], putRight: () => void): void;
}

export function stillness(): Stillness {
  let known: { paths: readonly string[]; marks: string } | null = null;
  const holds = (): boolean => known !== null && marksOf(known.paths) === known.marks;
  return {
    holds,
    async look(paths, look, isNothing) {
      known = null;
      const marks = marksOf(paths);
      const seen = await look();
      known = marks !== null && isNothing(seen) ? { paths, marks } : null;
      return seen;
    },
    keep(paths, putRight) {
      if (holds()) return;
      // What it changes is another one than before, and so looked at again.
      const marks = marksOf(paths);
      putRight();
      known = marks === null ? null : { paths, marks };
    },
  };
}

/** For folders: other than before when a name appeared in one, or went. Null while one of them may change unseen. */
function marksOf(paths: readonly string[]): string | null {
  const settled = Date.now() - SETTLED_MS;
  const marks: string[] = [];
  for (const path of paths) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat !== undefined && stat.ctimeMs > settled) return null;
    marks.push(stat === undefined ? '' : `${stat.dev}:${stat.mode}:${markOf(stat)}`);
  }
  return marks.join(' ');
}
