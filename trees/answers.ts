// What the functions here answer when they do not do what they were asked: never a half done thing, always what to do.

/** Nothing was changed. Both are sentences for people. */
export interface Refused {
  kind: 'refused';
  why: string;
  todo: string;
  /** Somebody is at work there, or was killed: it passes by itself. */
  passes?: true;
}

export const refused = (why: string, todo: string): Refused => ({ kind: 'refused', why, todo });

export const passing = (why: string, todo: string): Refused => ({ ...refused(why, todo), passes: true });

/** A git that was killed leaves its lock. In ms: none of ours is held as long. */
export const LOCK_MS = 60_000;
