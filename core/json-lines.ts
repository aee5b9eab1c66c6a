// JSON lines as they are found after a crash: a torn or broken line is passed over, never an error.

/** The object that a text holds; null when it holds none. */
export function jsonObject(text: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = text ? JSON.parse(text) : null;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The objects of whole and torn lines alike, as far as they parse. */
export const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .map(jsonObject)
    .filter((value) => value !== null);
