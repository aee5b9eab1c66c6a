// A change of several fields at once, which the compiler sees: `Object.assign` takes anything.

/** Sets these fields; of a union, those of one of its members. */
export function set<T extends object>(target: T, change: Partial<T>): void {
  // eslint-disable-next-line no-restricted-properties -- the one place
  Object.assign(target, change);
}
