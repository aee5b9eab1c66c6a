// What went wrong in the file system, as a code.

/** `ENOENT`, `EEXIST`, … of a file system error; null for anything else. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Passes over an error with this code; throws any other. */
export const unless =
  (code: string) =>
  (error: unknown): null => {
    if (codeOf(error) === code) return null;
    throw error;
  };
