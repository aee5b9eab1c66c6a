// From `[runners.*]` of millrace.toml to what adapters are given, and back to what of it is secret.
import type { z } from 'zod';
import { PERMISSION_SETTINGS } from '../core/plan/sources/config/permissions.js';
import { type Runners, runners, runnerTables, SETTABLE } from '../core/plan/sources/config/runners.js';
import { own } from '../core/own.js';
import { keysAt } from '../core/plan/sources/schema-keys.js';
import { type Given, nameInCode } from './given.js';
import type { KnownSettings } from './kinds.js';
import type { Environment } from './secrets/values.js';

/** By table, defaults applied. */
export type RunnerConfig = { [One in KnownSettings as One['table']]: Given<z.infer<One['schema']>> };

/** `config`: the section `[runners]`. */
export function runnerConfig(config: Runners): RunnerConfig {
  const tables = runnerTables(config).map(({ settings: { table, schema }, values }) => {
    const names = keysAt(schema, []).filter((name) => !isPermission(name));
    return [table, Object.fromEntries(names.map((name) => [nameInCode(name), own(values, name) ?? null]))];
  });
  return Object.fromEntries(tables) as RunnerConfig;
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
  const names = SETTABLE.map(({ settings }) => settings.table);
  if (!names.some((name) => Object.hasOwn(tables, name))) return null;
  const defaults = DEFAULT_RUNNER_CONFIG as unknown as Tables;
  return Object.fromEntries(
    names.map((name) => [name, { ...own(defaults, name), ...own(tables, name) }]),
  ) as RunnerConfig;
}

/** Whether the agents of a runner are put into bubblewrap, unless they may do everything. */
export function isBoxed(config: RunnerConfig, runner: string): boolean {
  const tables = config as Tables;
  const table = SETTABLE.find(({ name }) => name === runner)?.settings.table;
  const values = table === undefined ? undefined : own(tables, table);
  return values !== undefined && 'sandbox' in values && values.sandbox === 'bubblewrap';
}

/** Settings that may hold secrets, as variables. */
export function secretSettings(config: RunnerConfig): Environment[] {
  const tables = config as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  return SETTABLE.flatMap(({ settings: { table, secrets } }) =>
    secrets.map((name) => variablesIn(name, own(own(tables, table) ?? {}, nameInCode(name)))),
  );
}

/** A setting that is no table is a secret as such, whatever its name sounds like. */
function variablesIn(name: string, value: unknown): Environment {
  if (typeof value === 'string') return { [`SECRET_${name}`]: value };
  return typeof value === 'object' && value !== null ? (value as Environment) : {};
}
