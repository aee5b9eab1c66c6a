// `config show|get|set|unset`: what holds, where it is said, and changing one key of millrace.toml.
import { permissionsOf } from '../../core/plan/sources/config/permissions.js';
import { isSecretSetting } from '../../core/plan/sources/config/runners.js';
import type { TomlData } from '../../core/toml/render.js';
import { linesOf } from '../../core/toml/lines.js';
import { inlineToml } from '../../core/toml/render.js';
import { parsed } from '../../core/toml/statements.js';
import { readConfig } from '../../core/plan/sources/config.js';
import type { Edit } from '../../core/toml/edit.js';
import { editsFor } from '../config/elements.js';
import { changeConfig } from '../config/change.js';
import { type Effective, knownKey, settingPath, readEffective, type Row, rowAt, rowsOf } from '../config/effective.js';
import { type Context, findWorkspace, identify, type Result } from '../context.js';
import { readConfigFile } from '../../read/sources.js';
import { clip, table } from '../render/table.js';

/** A list of rules is long; `config get` shows the whole of it. */
const VALUE_WIDTH = 60;

interface FileOption {
  config?: string;
}

export async function show(context: Context, options: FileOption & { changed?: boolean }): Promise<Result> {
  const effective = readEffective(context, options.config);
  const rows = rowsOf(effective)
    .filter((row) => options.changed !== true || row.differs)
    .map(discreet);
  const permission = await permissionOf(effective);
  const shown = rows.map((row) => [row.key, clip(valueText(row.value), VALUE_WIDTH), origin(row, effective.file.path)]);
  const lines = [permission.line, '', ...table(shown, ['SETTING', 'VALUE', 'SET IN'])];
  return { data: { file: effective.file.path, permission: permission.data, settings: rows }, lines };
}

export async function get(context: Context, options: FileOption, key: string): Promise<Result> {
  const path = knownKey(key);
  const row = rowAt(readEffective(context, options.config), path);
  return { data: row, lines: [typeof row.value === 'string' ? row.value : valueText(row.value)] };
}

/** `text` is taken as TOML where that fits the setting, else as the text that it is. */
export async function set(context: Context, _options: object, key: string, text: string): Promise<Result> {
  const place = editing(context, settingPath(key));
  return withTrees(context, key, await written(context, place, text));
}

function written(context: Context, place: Placing, text: string): Promise<Result> {
  const value = /[\n\r]/.test(text) ? undefined : (parsed(`value = ${text}`)?.['value'] as TomlData | undefined);
  if (value === undefined) return changeConfig(context, place(text));
  // What is written as a table is meant as one.
  return typeof value === 'object'
    ? changeConfig(context, place(value))
    : changeConfig(context, place(value), place(text));
}

/** Who sets trees hears at once where they do not fit. The setting stays: it counts from when they do. */
async function withTrees(context: Context, key: string, done: Result): Promise<Result> {
  if (settingPath(key)[0] !== 'trees') return done;
  const { trees } = readEffective(context, undefined).config;
  if (trees.mode !== 'per_root') return done;
  const [{ foundHere, treesText }, { dir, id }] = await Promise.all([
    import('../init/trees-here.js'),
    identify(context),
  ]);
  const found = await foundHere({ workspace: dir, id, env: context.env }, trees.prefix);
  return found.kind === 'fits' ? done : { ...done, lines: [...done.lines, treesText(trees, found)] };
}

type Placing = ReturnType<typeof editing>;

/** What a change of this setting writes; of an element that is named, by its number. */
function editing(context: Context, path: string[]): (value: TomlData | undefined) => Edit[] {
  const { path: name, text } = readConfigFile(findWorkspace(context), null);
  // What is no TOML, or wrong already, is told when it is to be changed.
  const written = (parsed(text) ?? {}) as TomlData;
  const config = (readConfig(name, text, []) ?? written) as TomlData;
  return (value) => editsFor(written, config, path, value);
}

/** A key that nobody knows can be taken away as well. */
export async function unset(context: Context, _options: object, key: string): Promise<Result> {
  const path = settingPath(key);
  const { text } = readConfigFile(findWorkspace(context), null);
  const isWritten = parsed(text) === null || linesOf(text).has(path.join('.'));
  return changeConfig(context, editing(context, isWritten ? path : knownKey(key))(undefined));
}

/** What is in force for stages of which nothing else is said, in the words of each runner that has some. */
async function permissionOf({ config }: Effective): Promise<{ data: object; line: string }> {
  const { ADAPTERS } = await import('../../agents/registry.js');
  const level = permissionsOf(config).permission_default;
  const meanings = ADAPTERS.flatMap((adapter) => adapter.meaning?.(level) ?? []);
  const words = meanings.map((one) => one.words).join('; ');
  return {
    data: Object.assign({ level }, ...meanings.map((one) => one.data)) as object,
    line: `Agents may: ${level} (${words}), where no other setting says otherwise.`,
  };
}

/** Variables may hold keys and tokens, and lists of settings get pasted. */
const discreet = (row: Row): Row =>
  isSecretSetting(settingPath(row.key)) && !isEmpty(row.value) ? { ...row, value: '(hidden)' } : row;

const isEmpty = (value: TomlData | null): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0);

const valueText = (value: TomlData | null): string => (value === null ? '(not set)' : inlineToml(value));

function origin({ line, differs }: Row, file: string): string {
  if (line === null) return differs ? file : 'default';
  return `${file}:${line}${differs ? '' : ' (as the default)'}`;
}
