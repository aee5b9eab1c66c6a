// JSON of a program that is not ours as plain data: nothing of its shape is taken on trust.

export type Fields = Readonly<Record<string, unknown>>;

/** Empty for what has no fields. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
export const listField = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fields) : []);
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The text parts of a message, or of what a tool gave; thoughts, calls and others are left out. */
export const textIn = (content: unknown): string =>
  listField(content)
    .filter((part) => part['type'] === 'text')
    .map((part) => text(part['text']))
    .join('\n');

/** A name by which the same thing is known again; what is neither text nor number has none of its own. */
export const key = (value: unknown): string => (typeof value === 'number' ? String(value) : text(value));
