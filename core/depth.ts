// Values from elsewhere may be nested so deeply that whoever walks through them by recursion runs out of stack.

/** Deeper than anything that is meant. */
export const DEEPEST = 64;

/** Whether something lies in more than `limit` lists and tables. Costs as much as looking at every value once, and no stack. */
export function isDeeperThan(limit: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap(partsOf);
  }
  return false;
}

const partsOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).filter((one) => typeof one === 'object' && one !== null)
    : [];
