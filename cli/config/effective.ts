// The effective configuration of a workspace, value by value: what holds, where it was said, what it is for.
import { resolve } from 'node:path';
import { type Config, configSchema, defaultConfig, readConfig } from '../../core/plan/sources/config.js';
import { differs } from '../../core/plan/sources/config/accepted.js';
import { didYouMean, type Diagnostic } from '../../core/plan/diagnostics.js';
import { withLines } from '../../core/plan/sources/locate.js';
import type { SourceFile } from '../../core/plan/sources/read.js';
import { describedAt, isTableList, keysAt, schemaAt } from '../../core/plan/sources/schema-keys.js';
import { valueAt } from '../../core/toml/edit.js';
import { linesOf } from '../../core/toml/lines.js';
import { type TomlData, tomlKey } from '../../core/toml/render.js';
import { keyPath } from '../../core/toml/statements.js';
import { diagnosed } from '../compile.js';
import { named, numbered } from './elements.js';
import { type Context, findWorkspace } from '../context.js';
import { misused, notFound } from '../errors.js';
import { readConfigFile } from '../../read/sources.js';

export interface Effective {
  file: SourceFile;
  config: Config;
  defaults: Config;
  /** Lines of the names that the file has, from 1. */
  lines: ReadonlyMap<string, number>;
}

/** One value. */
export interface Row {
  /** As it is written in TOML. */
  key: string;
  /** Null = not set, and there is no default. */
  value: TomlData | null;
  /** Whether it says something else than the default. */
  differs: boolean;
  /** Where it is set; null = it is not, and the default holds. */
  line: number | null;
  description: string | null;
}

/** `given`: a file that takes the place of the workspace's. Exit 1 with every fault when it is wrong. */
export function readEffective(context: Context, given: string | undefined): Effective {
  const file = readConfigFile(findWorkspace(context), given === undefined ? null : resolve(context.cwd, given));
  const faults: Diagnostic[] = [];
  const config = readConfig(file.path, file.text, faults);
  if (config === null) throw diagnosed('bad_config', 'The configuration is wrong.', withLines(faults, [file]));
  return { file, config, defaults: defaultConfig(), lines: linesOf(file.text) };
}

/** Every value that holds. */
export const rowsOf = (effective: Effective): Row[] =>
  leavesOf(effective.config as unknown as TomlData, []).map((path) => rowAt(effective, path));

/** The key of every value that holds in this workspace; without one, or where its configuration is wrong, of every default. */
export function settingKeys(dir: string | null): string[] {
  const file = dir === null ? null : readConfigFile(dir, null);
  const config = file === null ? null : readConfig(file.path, file.text, []);
  const data = (config ?? defaultConfig()) as unknown as TomlData;
  return leavesOf(data, []).map((path) => tomlKey(named(data, path)));
}

/** `given`: elements of lists by name or number. Exit 4 for one that there is not. */
export function rowAt({ config, defaults, lines }: Effective, given: readonly string[]): Row {
  const path = numbered(config as unknown as TomlData, given);
  const value = at(config, path) ?? null;
  const line = lines.get(path.join('.')) ?? null;
  const before = at(defaults, path);
  // What is not written in an element that somebody added has the default of every such element.
  const isDefault = before === undefined && line === null;
  return {
    key: tomlKey(named(config as unknown as TomlData, path)),
    value,
    differs: !isDefault && differs(value, before ?? null),
    line,
    description: describedAt(configSchema, path),
  };
}

/** The names in a dotted key. Exit 2 when it is none, exit 4 when the configuration has no such key. */
export function knownKey(text: string): string[] {
  const path = settingPath(text);
  if (schemaAt(configSchema, path) !== null) return path;
  const known = path.findIndex((_name, index) => schemaAt(configSchema, path.slice(0, index + 1)) === null);
  const meant = didYouMean(path[known] ?? '', keysAt(configSchema, path.slice(0, known)));
  throw notFound(`There is no setting ${text}.${meant}`, '`millrace config show` lists the settings.');
}

/** Exit 2 when it is no key. */
export function settingPath(text: string): string[] {
  const path = keyPath(text);
  if (path !== null) return path;
  const hint = 'Write a dotted key; a name with dots in it goes in quotes: permission_by_model."gpt-5.5"';
  throw misused(`${JSON.stringify(text)} is no key.`, hint);
}

const at = (config: Config, path: readonly string[]): TomlData | undefined =>
  valueAt(config as unknown as TomlData, path);

function leavesOf(value: TomlData, path: readonly string[]): string[][] {
  const isOfTables = Array.isArray(value) && isTableList(schemaAt(configSchema, path));
  const isTable = typeof value === 'object' && (isOfTables || !Array.isArray(value));
  const members = isTable ? Object.entries(value as Readonly<Record<string, TomlData>>) : [];
  if (members.length === 0) return [[...path]];
  return members.flatMap(([key, one]) => leavesOf(one, [...path, key]));
}
