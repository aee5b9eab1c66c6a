// What agents left and nothing could be done about: work goes on without it, and people are told once where it lies.
import { diskCodeOf } from './trouble.js';
import { codeOf } from './errors.js';
import { ForeignObject } from './read.js';

/** `path`: absolute. */
export interface Leftover {
  path: string;
  /** `shown`: a copy for people is missing there. `removed`: it still lies there. */
  not: 'shown' | 'removed';
  reason: string;
}

const leavings: Leftover[] = [];
/** An agent can leave any number; some are enough to go and look. */
const MOST = 100;

export function noteLeaving(one: Leftover): void {
  if (leavings.length < MOST) leavings.push(one);
}

/** What was noted below these folders since the last call. */
export function takeLeavings(...folders: readonly string[]): Leftover[] {
  const mine = leavings.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));
  for (const one of mine) leavings.splice(leavings.indexOf(one), 1);
  return mine;
}

/** The machine has too little of something, whatever lies on its disk. */
const MACHINE = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EINTR']);

/** Errors of ours have codes too, which are words. */
const OF_THE_SYSTEM = /^E[A-Z0-9]+$/;

/** Whether an error is about what lies there: trying again would give it again. */
function isOfWhatLies(error: unknown): boolean {
  if (error instanceof ForeignObject) return true;
  const code = codeOf(error);
  return code !== null && OF_THE_SYSTEM.test(code) && diskCodeOf(error) === null && !MACHINE.has(code);
}

/** Null: what lies there kept it from being done. Any other error is thrown: a full disk, a workspace that is gone. */
export function unlessInTheWay<T>(work: () => T, otherwise: (reason: string) => void): T | null {
  const pass = (error: unknown): null => {
    if (!isOfWhatLies(error)) throw error;
    otherwise(codeOf(error) ?? (error as Error).message);
    return null;
  };
  try {
    const done = work();
    return done instanceof Promise ? (done.catch(pass) as T) : done;
  } catch (error) {
    return pass(error);
  }
}
