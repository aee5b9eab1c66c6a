// Values from the mirror are of any kind; this is how one is shown.

/** Text for text, numbers, booleans and lists of them; empty for anything else. */
export function word(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? value.map(word).join(', ') : '';
}
