// `model-aliases`: names for a model with an effort, and which stages get which. All names are checked.
import type { Diagnostic } from '../../core/plan/diagnostics.js';
import { didYouMean } from '../../core/plan/diagnostics.js';
import { type Library, readLibrary } from '../../core/plan/sources/library.js';
import { DEFAULT_ALIASES } from '../../core/plan/sources/config/models.js';
import { own } from '../../core/own.js';
import { changeConfig } from '../config/change.js';
import { type Effective, readEffective } from '../config/effective.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { CliError, misused, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { readSources } from '../../read/sources.js';
import { table } from '../render/table.js';

interface AliasView {
  id: string;
  model: string | null;
  thinkingLevel: string | null;
  /** `built in`, `millrace.toml`, or the mode that brings it. */
  from: string;
  /** `every stage`, `graph <id>`, `stage <id>`. */
  assignedTo: string[];
}

const OURS = 'millrace.toml';
const ID = /^[A-Za-z0-9._-]+$/;
const VALUE = /^[A-Za-z0-9._:/+-]+$/;

export async function list(context: Context): Promise<Result> {
  const effective = readEffective(context, undefined);
  const { enabled } = effective.config.model_assignment;
  const aliases = aliasesOf(effective, libraryOf(context));
  const rows = aliases.map((one) => [...cells(one), one.assignedTo.join(', ') || '-']);
  const off = enabled ? [] : ['', 'Assignment is off: stages without a model of their own get none.'];
  const lines = [...table(rows, ['ALIAS', 'MODEL', 'EFFORT', 'FROM', 'ASSIGNED TO']), ...off];
  return { data: { enabled, aliases }, lines };
}

export async function show(context: Context, _options: object, id: string): Promise<Result> {
  const alias = theAlias(context, id);
  const [, model = '', effort = '', from = ''] = cells(alias);
  const rows = [
    ['alias', id],
    ['model', model],
    ['effort', effort],
    ['from', from],
    ['assigned to', alias.assignedTo.join(', ') || 'nothing'],
  ];
  return { data: alias, lines: table(rows) };
}

export async function set(
  context: Context,
  { model, thinkingLevel }: { model: string; thinkingLevel: string },
  id: string,
): Promise<Result> {
  if (!ID.test(id)) throw misused(`${JSON.stringify(id)} is no name for an alias.`, 'Use letters, digits and . _ -');
  for (const value of [model, thinkingLevel].filter((one) => !VALUE.test(one))) {
    throw misused(`${JSON.stringify(value)} is no model and no effort.`, 'Use letters, digits and . _ : / + -');
  }
  return changeConfig(context, [
    { path: ['model_aliases', id, 'model'], value: model },
    { path: ['model_aliases', id, 'thinking_level'], value: thinkingLevel },
  ]);
}

/** Of a built-in alias only what was changed is taken back. */
export async function remove(context: Context, _options: object, id: string): Promise<Result> {
  const { from, assignedTo } = theAlias(context, id);
  const stays = Object.hasOwn(DEFAULT_ALIASES, id) ? 'is built in and stays' : `belongs to the ${from} and stays`;
  const isOurs = from === OURS && !Object.hasOwn(DEFAULT_ALIASES, id);
  if (isOurs && assignedTo.length > 0) throw stillAssigned(id, assignedTo);
  const result = await changeConfig(context, [{ path: ['model_aliases', id], value: undefined }]);
  return isOurs ? result : { ...result, lines: [...result.lines, `${id} ${stays}.`] };
}

export async function assignGlobal(context: Context, _options: object, id: string): Promise<Result> {
  theAlias(context, id);
  const { config } = readEffective(context, undefined);
  const on = config.model_assignment.enabled ? [] : [{ path: ['model_assignment', 'enabled'], value: true }];
  return changeConfig(context, [...on, { path: ['model_assignment', 'default_alias'], value: id }]);
}

export async function clearGlobal(context: Context): Promise<Result> {
  return changeConfig(context, [{ path: ['model_assignment', 'default_alias'], value: undefined }]);
}

/** What an alias can be assigned to, besides everything. */
const TARGETS = {
  loop: { table: 'by_loop', what: 'graph', known: (library: Library) => [...library.graphs.keys()] },
  stage: { table: 'by_stage', what: 'stage kind', known: (library: Library) => [...library.stages.keys()] },
} as const;

/** The handler of `assign-loop` and `assign-stage`. */
export const assigning =
  (target: keyof typeof TARGETS) =>
  async (context: Context, _options: object, name: string, id: string): Promise<Result> => {
    const { table: by, what, known } = TARGETS[target];
    theName(what, name, known(libraryOf(context)));
    theAlias(context, id);
    return changeConfig(context, [{ path: ['model_assignment', by, name], value: id }]);
  };

/** The handler of `clear-loop` and `clear-stage`. A name that is nobody's can be cleared where it is written down. */
export const clearing =
  (target: keyof typeof TARGETS) =>
  async (context: Context, _options: object, name: string): Promise<Result> => {
    const { table: by, what, known } = TARGETS[target];
    const written = Object.keys(readEffective(context, undefined).config.model_assignment[by]);
    theName(what, name, [...known(libraryOf(context)), ...written]);
    return changeConfig(context, [{ path: ['model_assignment', by, name], value: undefined }]);
  };

function aliasesOf({ config, lines }: Effective, library: Library): AliasView[] {
  const { default_alias: global, by_loop, by_stage } = config.model_assignment;
  const to = (id: string, table: Record<string, string>, what: string): string[] =>
    Object.entries(table).flatMap(([name, alias]) => (alias === id ? [`${what} ${name}`] : []));
  const mode = library.modes.get(config.runtime.default_mode);
  const origin = (id: string): string => {
    if (own(config.model_aliases, id) === undefined) return `mode ${mode?.id ?? ''}`;
    return lines.has(`model_aliases.${id}`) ? OURS : 'built in';
  };
  return Object.entries({ ...mode?.model_aliases, ...config.model_aliases }).map(([id, alias]) => ({
    ...{ id, model: alias.model ?? null, thinkingLevel: alias.thinking_level ?? null, from: origin(id) },
    assignedTo: [...(id === global ? ['every stage'] : []), ...to(id, by_loop, 'graph'), ...to(id, by_stage, 'stage')],
  }));
}

const cells = ({ id, model, thinkingLevel, from }: AliasView): string[] => [
  id,
  model ?? '-',
  thinkingLevel ?? '-',
  from,
];

/** Exit 4 when neither the configuration nor its mode has an alias of this name. */
function theAlias(context: Context, id: string): AliasView {
  const aliases = aliasesOf(readEffective(context, undefined), libraryOf(context));
  const found = aliases.find((one) => one.id === id);
  if (found !== undefined) return found;
  const names = aliases.map((one) => one.id);
  throw unknown('alias', id, names, '`millrace model-aliases list` shows the aliases.');
}

function theName(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw unknown(what, name, known, '`millrace compile show` lists stages and graphs.');
}

const unknown = (what: string, name: string, known: readonly string[], hint: string): CliError =>
  notFound(`There is no ${what} ${name}.${didYouMean(name, known)}`, hint);

function stillAssigned(id: string, users: readonly string[]): CliError {
  const message = `The alias ${id} is assigned to ${users.join(', ')}.`;
  const hint = 'Take that back first: `millrace model-aliases clear-global`, `clear-loop` or `clear-stage`.';
  return new CliError({ exit: EXIT.conflict, code: 'still_assigned', message, hint });
}

function libraryOf(context: Context): Library {
  const passed: Diagnostic[] = [];
  return readLibrary(readSources(findWorkspace(context)), passed);
}
