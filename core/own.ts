// Tables are asked for names that people and agents chose: what every object has is no answer, and no name is a setter.
/** The member of that name; undefined when the table holds none, also for names such as `constructor`. */
export const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Sets the member of that name, also where it is called `__proto__`. */
export function put<T>(table: Record<string, T>, name: string, value: T): void {
  Object.defineProperty(table, name, { value, writable: true, enumerable: true, configurable: true });
}

/** The list of that name, made when the table holds none. */
export function listIn<T>(table: Record<string, T[]>, name: string): T[] {
  const known = own(table, name);
  if (known !== undefined) return known;
  const list: T[] = [];
  put(table, name, list);
  return list;
}

/** Every object has members of these names. They are no ids in the files of a workspace: whoever reads those may not know `own`. */
const ON_EVERY_OBJECT: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

export const isOnEveryObject = (name: string): boolean => ON_EVERY_OBJECT.has(name);
