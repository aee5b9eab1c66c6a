// JSON of a program that is not ours as plain data: nothing of its shape is taken on trust.

export type Fields = Readonly<Record<string, unknown>>;

/** Empty for what has no fields. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
export const listField = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fields) : []);
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A name by which the same thing is known again; what is neither text nor number has none of its own. */
export const key = (value: unknown): string => (typeof value === 'number' ? String(value) : text(value));
