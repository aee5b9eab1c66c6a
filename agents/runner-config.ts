// From `[runners.*]` of millrace.toml to what adapters are given, and back to what of it is secret.
import type { z } from 'zod';
import { SCRIPTED_RUNNER } from '../core/contracts/stage.js';
import { PERMISSION_SETTINGS } from '../core/plan/sources/config/permissions.js';
import {
  FAMILIES,
  kindOfRunner,
  type Runners,
  runners,
  runnerTables,
  SETTABLE,
} from '../core/plan/sources/config/runners.js';
import { own, put } from '../core/own.js';
import { keysAt } from '../core/plan/sources/schema-keys.js';
import { type Given, nameInCode } from './given.js';
import type { KnownFamilies, KnownSettings } from './kinds.js';
import type { Environment } from './secrets/values.js';

/** By table, defaults applied; in a table of runners that the configuration names by their names. */
export type RunnerConfig = { [One in KnownSettings as One['table']]: Given<z.infer<One['schema']>> } & {
  [One in KnownFamilies as One['table']]: Readonly<Record<string, Given<z.infer<One['entry']>>>>;
};

/** `config`: the section `[runners]`. */
export function runnerConfig(config: Runners): RunnerConfig {
  const tables: Record<string, Record<string, unknown>> = Object.fromEntries(FAMILIES.map(({ table }) => [table, {}]));
  for (const { settings, values } of runnerTables(config)) {
    const [table = '', member] = settings.table.split('.');
    const given = givenOf(settings.schema, values);
    put(tables, table, member === undefined ? given : { ...own(tables, table), [member]: given });
  }
  return tables as unknown as RunnerConfig;
}

function givenOf(schema: z.ZodType, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = keysAt(schema, []).filter((name) => !isPermission(name));
  return Object.fromEntries(names.map((name) => [nameInCode(name), own(values, name) ?? null]));
}

const isPermission = (name: string): boolean => PERMISSION_SETTINGS.some((one) => one === name);

/** What holds where millrace.toml says nothing. */
export const DEFAULT_RUNNER_CONFIG: RunnerConfig = runnerConfig(runners.parse({}));

type Tables = Readonly<Record<string, object>>;

/**
 * As another version may have written it: a setting, or a runner, that it did not know has its defaults. Null where it holds none of
 * the tables that there are.
 */
export function wholeConfig(written: unknown): RunnerConfig | null {
  const tables = (written ?? {}) as Tables;
  const names = [...SETTABLE.map(({ settings }) => settings.table), ...FAMILIES.map(({ table }) => table)];
  if (!names.some((name) => Object.hasOwn(tables, name))) return null;
  const defaults = DEFAULT_RUNNER_CONFIG as unknown as Tables;
  return Object.fromEntries(
    names.map((name) => [name, { ...own(defaults, name), ...own(tables, name) }]),
  ) as RunnerConfig;
}

/** Whether the agents of a runner are put into bubblewrap, unless they may do everything. */
export function isBoxed(config: RunnerConfig, runner: string): boolean {
  const values = tablesIn(config).find(({ name }) => name === runner)?.values;
  return values !== undefined && 'sandbox' in values && values.sandbox === 'bubblewrap';
}

/** Whether there are walls around what its stages start: its own, or those that were chosen for it. One that plays a script has none. */
export const wallsAreAsked = (config: RunnerConfig, runner: string): boolean =>
  isBoxed(config, runner) || (kindOfRunner(runner)?.bare !== true && runner !== SCRIPTED_RUNNER);

/** Settings that may hold secrets, as variables. */
export const secretSettings = (config: RunnerConfig): Environment[] =>
  tablesIn(config).flatMap(({ secrets, values }) =>
    secrets.map((name) => variablesIn(name, own(values, nameInCode(name)))),
  );

interface GivenTable {
  /** Of its runner. */
  name: string;
  secrets: readonly string[];
  values: Readonly<Record<string, unknown>>;
}

/** Of each runner. */
function tablesIn(config: RunnerConfig): GivenTable[] {
  const tables = config as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const single = SETTABLE.map(({ name, settings: { table, secrets } }) => ({
    ...{ name, secrets, values: own(tables, table) ?? {} },
  }));
  const members = FAMILIES.flatMap(({ table, secrets }) =>
    Object.entries(own(tables, table) ?? {}).map(([member, values]) => ({
      ...{ name: `${table}.${member}`, secrets, values: values as GivenTable['values'] },
    })),
  );
  return [...single, ...members];
}

/** A setting that is no table is a secret as such, whatever its name sounds like. */
function variablesIn(name: string, value: unknown): Environment {
  if (typeof value === 'string') return { [`SECRET_${name}`]: value };
  return typeof value === 'object' && value !== null ? (value as Environment) : {};
}
