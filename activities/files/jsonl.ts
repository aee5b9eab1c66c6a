// JSON lines as they are found after a crash: a torn or broken line is passed over, never an error.

/** The objects of whole and torn lines alike, as far as they parse. */
export function parseJsonLines(text: string): Record<string, unknown>[] {
  return text.split('\n').flatMap((line) => {
    const value = parsed(line);
    return value === null ? [] : [value];
  });
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = line === '' ? null : JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
