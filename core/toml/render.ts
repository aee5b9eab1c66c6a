// Values and keys as TOML on one line.

/** What smol-toml reads and can be written on one line. */
export type TomlData = string | number | boolean | readonly TomlData[] | { readonly [key: string]: TomlData };

export function inlineToml(value: TomlData): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(inlineToml).join(', ')}]`;
  const members = Object.entries(value).map(([key, one]) => `${tomlKey([key])} = ${inlineToml(one)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** Dotted; names that need them are in quotes. */
export const tomlKey = (path: readonly string[]): string =>
  path.map((name) => (/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name))).join('.');

const isList = (value: TomlData): value is readonly TomlData[] => Array.isArray(value);
