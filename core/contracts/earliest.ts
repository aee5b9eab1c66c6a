// Moments as text: ISO 8601 in UTC sorts like time.

/** The first of these moments; null when there is none. */
export const earliest = (moments: readonly string[]): string | null =>
  moments.reduce<string | null>((first, one) => (first === null || one < first ? one : first), null);
