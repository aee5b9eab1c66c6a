// What went wrong in the file system, as a code.

/** `ENOENT`, `EEXIST`, … of a file system error; null for anything else. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Codes of a path that leads to nothing: a part of it is missing, is no folder, or is a link in a circle. */
export const MISSING: ReadonlySet<string | null> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/** Passes over an error with this code; throws any other. */
export const unless =
  (code: string) =>
  (error: unknown): null => {
    if (codeOf(error) === code) return null;
    throw error;
  };
