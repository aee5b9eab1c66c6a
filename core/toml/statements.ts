// The statements of a TOML file, each with its lines. The parser itself says where one ends: when it can read it alone.
import { parse, type TomlTable } from 'smol-toml';
import { own } from '../own.js';

/** A `[table]` or `[[element]]` that opens, or a key with its value. */
export interface Statement {
  kind: 'table' | 'element' | 'key';
  /** First line, and the one behind the last; from 0. */
  from: number;
  to: number;
  /** The table it stands in; for one that opens, itself. Elements of an array by their number. */
  table: string[];
  /** Names as written before the `=`; empty for a table that opens. */
  key: string[];
  /** What the statement alone says. */
  value: TomlTable;
}

/** A statement of more lines is not looked into. */
const LONGEST = 1000;

/** `toml` has to be sound. Comments and empty lines belong to no statement. */
export function statementsOf(toml: string): Statement[] {
  const lines = toml.split(/\r?\n/);
  const found: Statement[] = [];
  const counts = new Map<string, number>();
  let table: string[] = [];
  for (let from = 0; from < lines.length; from += 1) {
    const chunk = chunkAt(lines, from);
    if (chunk === null) return found;
    const text = lines.slice(from, chunk.to).join('\n').trim();
    if (Object.keys(chunk.value).length > 0) {
      const kind = text.startsWith('[[') ? 'element' : text.startsWith('[') ? 'table' : 'key';
      if (kind !== 'key') table = opened(singlePath(chunk.value), kind, counts);
      const key = kind === 'key' ? keyPath(text.slice(0, equalsAt(text))) : [];
      found.push({ kind, from, to: chunk.to, table, key: key ?? [], value: chunk.value });
    }
    from = chunk.to - 1;
  }
  return found;
}

/** The names of a dotted key as it is written in TOML; null when it is none. */
export function keyPath(text: string): string[] | null {
  const value = /[\n\r]/.test(text) ? null : parsed(`${text} = 0`);
  const path = value === null ? [] : singlePath(value);
  return path.length === 0 ? null : path;
}

/** Where the `=` of a key with its value is: the first one that no quotes hold. */
export const equalsAt = (statement: string): number =>
  /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^="'])*/.exec(statement)?.[0].length ?? 0;

/** Null when the text is no TOML. */
export function parsed(text: string): TomlTable | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

function chunkAt(lines: readonly string[], from: number): { to: number; value: TomlTable } | null {
  for (let to = from + 1; to <= Math.min(lines.length, from + LONGEST); to += 1) {
    const value = parsed(lines.slice(from, to).join('\n'));
    if (value !== null) return { to, value };
  }
  return null;
}

/** A header in an array of tables belongs to the element that was opened last. */
function opened(path: readonly string[], kind: 'table' | 'element', counts: Map<string, number>): string[] {
  const whole: string[] = [];
  path.forEach((name, at) => {
    whole.push(name);
    const id = JSON.stringify(whole);
    if (kind === 'element' && at === path.length - 1) counts.set(id, (counts.get(id) ?? -1) + 1);
    const element = counts.get(id);
    if (element !== undefined) whole.push(String(element));
  });
  return whole;
}

/** Down while there is one way only. */
function singlePath(value: unknown): string[] {
  if (Array.isArray(value)) return singlePath(value[0]);
  if (typeof value !== 'object' || value === null) return [];
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return [];
  return [name, ...singlePath(own(value as TomlTable, name))];
}
