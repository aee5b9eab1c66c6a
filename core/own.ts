// Tables are asked for names that people and agents chose: what every object has is no answer.
/** The member of that name; undefined when the table holds none, also for names such as `constructor`. */
export const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
