// How a call of git came to its end, where that is no answer: git said no, or it was killed and said nothing.

/** Git came to an end of its own, with a code that is no answer. One that was killed said nothing at all: that is another error. */
export class GitSaid extends Error {}

/** It was killed, by the kernel for want of memory or by somebody: what was asked is not known, and to ask again is right. */
export class GitKilled extends Error {}

/** A shell tells a signal as a code above this one; git itself ends with it, or with one more where it was called wrongly. */
const SHELL_SIGNAL = 129;

/** `code`: null where a signal ended it. */
export function endedWith([what = '']: readonly string[], code: number | null, said: string): Error {
  if (code === null || code > SHELL_SIGNAL) return new GitKilled(`git ${what} ended with a signal: ${said.trim()}`);
  return new GitSaid(`git ${what} ended with ${code}: ${said.trim()}`);
}

/** Null: git said that it is not so, or not there. Rejects where it was killed, or not started: then nobody knows. */
export async function orNull<T>(said: Promise<T>): Promise<T | null> {
  try {
    return await said;
  } catch (error) {
    if (error instanceof GitSaid) return null;
    throw error;
  }
}

/** Work that may be done twice: where its git is killed it is done once more, for whoever has nobody that tries again. */
export async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitKilled)) throw error;
    return work();
  }
}
