// A change of several fields at once, which the compiler sees: `Object.assign` takes anything.

/** Fields that are not the same in every member of a union: what tells its members apart, and what goes with that. */
type Varying<T, All = T> = T extends unknown
  ? { [K in keyof T]-?: K extends keyof All ? ([All[K]] extends [T[K]] ? never : K) : K }[keyof T]
  : never;

/** Of each member its fields that vary, all of them. */
type Told<T, V> = T extends unknown ? Pick<T, Extract<keyof T, V>> : never;

type Change<T, V extends PropertyKey = Varying<T>> = Partial<Omit<T, V>> & (Told<T, V> | { [K in V]?: never });

/** Sets these fields; of a union, what tells its members apart only together with all that goes with it. */
export function set<T extends object>(target: T, change: Change<T>): void {
  // eslint-disable-next-line no-restricted-properties -- the one place
  Object.assign(target, change);
}
