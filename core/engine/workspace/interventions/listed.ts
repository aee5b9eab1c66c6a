// Several ids in a sentence.
const NAMED = 5;

/** `a, b and 3 more`. */
export function listedIds(ids: readonly string[]): string {
  const more = ids.length - NAMED;
  return `${ids.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export const verb = (ids: readonly string[], one: string, many: string): string => (ids.length === 1 ? one : many);
