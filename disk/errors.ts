// What went wrong in the file system, as a code.

/** `ENOENT`, `EEXIST`, … of a file system error; null for anything else. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Codes of a path that leads to nothing: a part of it is missing, is no folder, or is a link in a circle. */
export const MISSING: ReadonlySet<string | null> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/** What is asked for without knowing whether it is there, or whether it is a folder, often ends so. */
const ORDINARY: ReadonlySet<string | null> = new Set(['ENOENT', 'EEXIST', 'EISDIR', 'ENOTEMPTY']);

/**
 * What a call of the system gives. Where it ends in an ordinary error, that one has no stack: to write it out takes longer than the call, and
 * whoever asks so knows what to make of the code. `call`: done at once, and nothing else.
 */
export function bare<T>(call: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return call();
  } catch (error) {
    Error.stackTraceLimit = limit;
    if (error instanceof Error && !ORDINARY.has(codeOf(error))) Error.captureStackTrace(error, bare);
    throw error;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Passes over an error with this code; throws any other. */
export const unless =
  (code: string) =>
  (error: unknown): null => {
    if (codeOf(error) === code) return null;
    throw error;
  };
