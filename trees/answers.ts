// What the functions here answer when they do not do what they were asked: never a half done thing, always what to do.

/** Nothing was changed. Both are sentences for people. */
export interface Refused {
  kind: 'refused';
  why: string;
  todo: string;
}

export const refused = (why: string, todo: string): Refused => ({ kind: 'refused', why, todo });

/** A git that was killed leaves its lock. In ms: none of ours is held as long. */
export const LOCK_MS = 60_000;
