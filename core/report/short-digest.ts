// A digest as people read it.

/** Its first ten signs; of an empty one none. */
export const shortDigest = (digest: string): string => digest.slice(0, 10);
