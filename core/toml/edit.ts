// Changes a key in TOML text and touches nothing else: comments, order and layout stay. What came out is read again.
import { canonicalJson } from '../contracts/digest.js';
import { inlineToml, type TomlData, tomlKey } from './render.js';
import { equalsAt, parsed, type Statement, statementsOf } from './statements.js';
import { own, put } from '../own.js';

/** `value`: undefined takes the key, or the whole table, away. */
export interface Edit {
  path: readonly string[];
  value: TomlData | undefined;
}

/** Null when `toml` is unsound, or when the change cannot be made without rewriting more than this key. */
export function editToml(toml: string, { path, value }: Edit): string | null {
  const before = parsed(toml);
  if (before === null || path.length === 0 || isBlocked(before as TomlData, path)) return null;
  const wanted = changed(before as TomlData, path, value);
  const statements = statementsOf(toml);
  const text =
    value === undefined ? withoutKey(toml, statements, path, wanted) : withKey(toml, statements, path, wanted);
  const after = parsed(text);
  return after !== null && same(after as TomlData, wanted) ? text : null;
}

/** What is at the path, elements of lists by their number from 0; undefined when nothing is. */
export function valueAt(table: TomlData | undefined, path: readonly string[]): TomlData | undefined {
  const [name, ...rest] = path;
  if (name === undefined || table === undefined) return table;
  if (isList(table)) return isPlace(name) ? valueAt(table[Number(name)], rest) : undefined;
  return isTable(table) ? valueAt(own(table, name), rest) : undefined;
}

function withKey(toml: string, statements: Statement[], path: readonly string[], wanted: TomlData): string {
  const holder = statements.find((one) => one.kind === 'key' && beginsWith(path, whole(one)));
  if (holder !== undefined) return withValue(toml, holder, wanted);
  const elements = elementsAt(wanted, path, statements);
  if (elements !== null) return withElements(toml, statements, elements);
  const parent = path.slice(0, -1);
  const value = inlineToml(valueAt(wanted, path) ?? '');
  // A table that was opened, or one that dotted keys have made, goes on where it ends.
  const beside = statements.findLast(
    (one) => beginsWith(path, one.table) && (isPath(one.table, parent) || beginsWith(whole(one), parent)),
  );
  if (beside !== undefined) {
    return inserted(toml, beside.to, `${tomlKey(path.slice(beside.table.length))} = ${value}`);
  }
  const end = toml.trimEnd();
  const eol = `${lineEnd(toml)}\n`;
  const table = [`[${tomlKey(parent)}]`, `${tomlKey(path.slice(-1))} = ${value}`, ''];
  return `${end}${end === '' ? '' : eol + eol}${table.join(eol)}`;
}

/** Tables that come to the end of a list of such, or are the whole of one; null where the path is something else. */
function elementsAt(
  wanted: TomlData,
  path: readonly string[],
  statements: readonly Statement[],
): { list: readonly string[]; tables: readonly TomlTableData[] } | null {
  const value = valueAt(wanted, path);
  if (isList(value)) {
    const tables = value.filter(isTable);
    return tables.length > 0 && tables.length === value.length ? { list: path, tables } : null;
  }
  const list = path.slice(0, -1);
  const isNew = !statements.some(({ table }) => beginsWith(table, path));
  return isTable(value) && isNew && isList(valueAt(wanted, list)) ? { list, tables: [value] } : null;
}

/** Behind the elements that there are, else at the end. */
function withElements(
  toml: string,
  statements: readonly Statement[],
  { list, tables }: { list: readonly string[]; tables: readonly TomlTableData[] },
): string {
  const eol = `${lineEnd(toml)}\n`;
  const blocks = tables.map((table) => {
    const keys = Object.entries(table).map(([key, value]) => `${tomlKey([key])} = ${inlineToml(value)}`);
    return [`[[${tomlKey(list)}]]`, ...keys].join(eol);
  });
  const last = statements.findLast(({ table }) => beginsWith(table, list) && table.length > list.length);
  const lines = toml.split('\n');
  const before = (last === undefined ? toml : lines.slice(0, last.to).join('\n')).trimEnd();
  const after = last === undefined ? '' : lines.slice(last.to).join('\n');
  const head = before === '' ? '' : before + eol + eol;
  return `${head}${blocks.join(eol + eol)}${eol}${after}`;
}

/** The value is written anew, whole; a comment behind it stays. */
function withValue(toml: string, holder: Statement, wanted: TomlData): string {
  const lines = toml.split('\n');
  const text = lines.slice(holder.from, holder.to).join('\n').replaceAll('\r', '');
  const value = inlineToml(valueAt(wanted, whole(holder)) ?? '');
  const line = `${text.slice(0, equalsAt(text) + 1)} ${value}${commentOf(text)}`;
  const isLast = holder.to === lines.length;
  lines.splice(holder.from, holder.to - holder.from, isLast ? line : line + lineEnd(toml));
  return lines.join('\n');
}

/** With the spaces before it. A `#` begins a comment where the text before it is a whole statement. */
function commentOf(text: string): string {
  for (let at = text.indexOf('#'); at !== -1; at = text.indexOf('#', at + 1)) {
    const before = text.slice(0, at);
    if (parsed(before) !== null) return text.slice(before.trimEnd().length).trimEnd();
  }
  return '';
}

function withoutKey(toml: string, statements: Statement[], path: readonly string[], wanted: TomlData): string {
  const holder = statements.find(
    (one) => one.kind === 'key' && beginsWith(path, whole(one)) && !isPath(path, whole(one)),
  );
  if (holder !== undefined) return withValue(toml, holder, wanted);
  const lines = toml.split('\n');
  const gone = statements.filter((one) => beginsWith(whole(one), path));
  const emptied = emptiedBy(gone, statements, lines);
  for (const { from, to } of [...(emptied === undefined ? [] : [emptied]), ...gone].reverse()) {
    const isBetween = (from === 0 || isBlank(lines[from - 1])) && isBlank(lines[to]);
    lines.splice(isBetween ? Math.max(0, from - 1) : from, to - from + (isBetween ? 1 : 0));
  }
  return lines.join('\n');
}

const isBlank = (line: string | undefined): boolean => line?.trim() === '';

/** The header of the table whose last keys these are, unless a comment belongs to it. */
function emptiedBy(gone: Statement[], statements: Statement[], lines: string[]): Statement | undefined {
  const last = gone.at(-1);
  const header = statements.find(
    (one) => one.kind === 'table' && last?.kind === 'key' && isPath(one.table, last.table),
  );
  if (last === undefined || header === undefined || gone.includes(header)) return undefined;
  const isIn = (one: Statement): boolean => one.kind === 'key' && isPath(one.table, header.table);
  if (statements.some((one) => isIn(one) && !gone.includes(one))) return undefined;
  const hasComment = commentOf(lines.slice(header.from, header.to).join('\n')) !== '';
  const around = [lines[header.from - 1], ...lines.slice(header.to, endOfBlock(lines, last.to))];
  const left = around.filter((_line, at) => !gone.some(({ from, to }) => isWithin(header.to + at - 1, from, to)));
  return hasComment || left.some((line) => line?.trim().startsWith('#')) ? undefined : header;
}

const isWithin = (line: number, from: number, to: number): boolean => line >= from && line < to;

/** Comments right below belong to what they follow; those behind an empty line do not. */
function endOfBlock(lines: readonly string[], from: number): number {
  let at = from;
  while (lines[at]?.trim().startsWith('#')) at += 1;
  return at;
}

function inserted(toml: string, at: number, line: string): string {
  const lines = toml.split('\n');
  if (at < lines.length) lines.splice(at, 0, line + lineEnd(toml));
  else lines.push(`${lines.pop() ?? ''}${lineEnd(toml)}`, line);
  return lines.join('\n');
}

/** What a line has before its line feed. */
const lineEnd = (toml: string): string => (toml.includes('\r\n') ? '\r' : '');

/** Something that is no table is in the way. */
const isBlocked = (table: TomlData, path: readonly string[]): boolean =>
  path.some((_name, at) => {
    const found = valueAt(table, path.slice(0, at));
    if (isList(found)) return !isPlace(path[at] ?? '') || Number(path[at]) > found.length;
    return found !== undefined && !isTable(found);
  });

const whole = ({ table, key }: Statement): string[] => [...table, ...key];
const beginsWith = (path: readonly string[], start: readonly string[]): boolean =>
  start.length <= path.length && start.every((name, at) => path[at] === name);
const isPath = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && beginsWith(a, b);
type TomlTableData = Readonly<Record<string, TomlData>>;
const isTable = (value: TomlData | undefined): value is TomlTableData =>
  typeof value === 'object' && !Array.isArray(value);
const isList = (value: TomlData | undefined): value is readonly TomlData[] => Array.isArray(value);
/** The number of an element of a list, from 0. */
export const isPlace = (name: string): boolean => /^(0|[1-9]\d{0,5})$/.test(name);

function changed(table: TomlData | undefined, path: readonly string[], value: TomlData | undefined): TomlData {
  const [name, ...rest] = path;
  if (isList(table) && name !== undefined) return changedList(table, Number(name), rest, value);
  const members = isTable(table) ? { ...table } : {};
  if (name === undefined) return members;
  const below = rest.length === 0 ? value : changed(own(members, name), rest, value);
  if (below === undefined) delete members[name];
  else put(members, name, below);
  return members;
}

/** Behind the last one it comes to the list. */
function changedList(
  list: readonly TomlData[],
  at: number,
  rest: readonly string[],
  value: TomlData | undefined,
): readonly TomlData[] {
  const below = rest.length === 0 ? value : changed(list[at], rest, value);
  return below === undefined ? list.toSpliced(at, 1) : list.toSpliced(at, 1, below);
}

/** An empty table or list says as much as none. */
const same = (a: TomlData, b: TomlData): boolean => canonicalJson(pruned(a)) === canonicalJson(pruned(b));

function pruned(value: TomlData): TomlData {
  if (isList(value)) return value.map(pruned);
  if (!isTable(value)) return value;
  const kept = Object.entries(value).map(([key, one]) => [key, pruned(one)] as const);
  return Object.fromEntries(kept.filter(([, one]) => typeof one !== 'object' || Object.keys(one).length > 0));
}
