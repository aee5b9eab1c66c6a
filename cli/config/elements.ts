// Settings in lists of tables: an element is meant by its name, else by its number from 0. The first change of a list that only the
// defaults have writes all of it down, because a list that is written takes the place of the default one.
import { configSchema } from '../../core/plan/sources/config.js';
import { isTableList, keysAt, schemaAt } from '../../core/plan/sources/schema-keys.js';
import { type Edit, isPlace, valueAt } from '../../core/toml/edit.js';
import { type TomlData, tomlKey } from '../../core/toml/render.js';
import { didYouMean } from '../../core/plan/diagnostics.js';
import { own } from '../../core/own.js';
import { misused, notFound } from '../errors.js';

type Table = Readonly<Record<string, TomlData>>;

/** The first of these that an element has is its name. */
const NAMES = ['rule_id', 'name', 'id'];

/** What of a path is the list, and what is in it; null where the path leads through none. */
function split(path: readonly string[]): { list: string[]; name: string; rest: string[] } | null {
  const at = path.findIndex((_name, index) => isTableList(schemaAt(configSchema, path.slice(0, index))));
  const name = path[at];
  return at < 1 || name === undefined ? null : { list: path.slice(0, at), name, rest: path.slice(at + 1) };
}

/** With numbers in place of names, as values and lines are found. Exit 4 when there is no such element. */
export function numbered(config: TomlData, path: readonly string[]): string[] {
  const found = split(path);
  if (found === null) return [...path];
  const all = elementsOf(config, found.list);
  const at = placeOf(all, found.name);
  if (at === null || at >= all.length) throw noElement(found, all);
  return [...found.list, String(at), ...found.rest];
}

/** With names in place of numbers, as people write them. */
export function named(config: TomlData, path: readonly string[]): string[] {
  const found = split(path);
  if (found === null) return [...path];
  const name = nameOf(elementsOf(config, found.list)[Number(found.name)]);
  return [...found.list, name ?? found.name, ...found.rest];
}

/** `written`: what the file says; `config`: what holds. `value`: undefined takes it away. Exit 4 for an element that there is not. */
export function editsFor(written: TomlData, config: TomlData, path: readonly string[], value: Edit['value']): Edit[] {
  const found = split(path);
  if (found === null) return [{ path, value }];
  const isWritten = Array.isArray(valueAt(written, found.list));
  const all = elementsOf(isWritten ? written : config, found.list);
  const at = placeOf(all, found.name) ?? all.length;
  const before = all[at];
  if (before === undefined && value === undefined) throw noElement(found, all);
  const after = elementAfter(found, before ?? {}, value);
  if (!isWritten) return [{ path: found.list, value: all.toSpliced(at, 1, ...(after === undefined ? [] : [after])) }];
  const place = [...found.list, String(at)];
  if (before === undefined || after === undefined) return [{ path: place, value: after }];
  if (found.rest.length > 0) return [{ path: [...place, ...found.rest], value }];
  const gone = Object.keys(before).filter((key) => own(after, key) === undefined);
  return [
    ...gone.map((key) => ({ path: [...place, key], value: undefined })),
    ...Object.entries(after).map(([key, one]) => ({ path: [...place, key], value: one })),
  ];
}

/** A new one gets the name under which it was asked for. */
function elementAfter(
  { list, name, rest }: { list: string[]; name: string; rest: string[] },
  before: Table,
  value: Edit['value'],
): Table | undefined {
  if (rest.length === 0 && value === undefined) return undefined;
  if (rest.length === 0 && !isTable(value)) throw noTable([...list, name]);
  const field = NAMES.find((one) => keysAt(configSchema, [...list, name]).includes(one));
  const naming = field === undefined || isPlace(name) ? {} : { [field]: name };
  if (rest.length === 0) return { ...naming, ...(value as Table) };
  return { ...naming, ...before, ...nested(rest, value, before) };
}

function nested([key = '', ...rest]: readonly string[], value: Edit['value'], before: Table): Table {
  const below = own(before, key);
  const one =
    rest.length === 0
      ? value
      : { ...(isTable(below) ? below : {}), ...nested(rest, value, isTable(below) ? below : {}) };
  return one === undefined ? {} : { [key]: one };
}

const elementsOf = (config: TomlData, list: readonly string[]): readonly Table[] => {
  const found = valueAt(config, list);
  return Array.isArray(found) ? (found as readonly Table[]) : [];
};

/** Its number; null for a name that none has. */
function placeOf(all: readonly Table[], name: string): number | null {
  const at = all.findIndex((one) => nameOf(one) === name);
  if (at !== -1) return at;
  return isPlace(name) && Number(name) <= all.length ? Number(name) : null;
}

function nameOf(element: Table | undefined): string | null {
  const names = NAMES.map((field) => element && own(element, field));
  return names.find((one): one is string => typeof one === 'string') ?? null;
}

const isTable = (value: TomlData | undefined): value is Table => typeof value === 'object' && !Array.isArray(value);

const noTable = (path: readonly string[]): Error =>
  misused(
    `${tomlKey(path)} is an element of a list, and so a table.`,
    `For example: '{ key = "value" }', or name a key behind it.`,
  );

function noElement({ list, name }: { list: string[]; name: string }, all: readonly Table[]): Error {
  const known = all.map((one, at) => nameOf(one) ?? String(at));
  const what = known.length === 0 ? 'It is empty.' : `It has ${known.join(', ')}.`;
  return notFound(
    `There is no ${JSON.stringify(name)} in ${tomlKey(list)}.${didYouMean(name, known)}`,
    `${what} \`millrace config show\` lists the settings.`,
  );
}
