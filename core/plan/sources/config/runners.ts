// [runners]: which agent a stage gets when nothing else is said, and a table for each runner, which the runner itself describes.
import { z } from 'zod';
import { type KnownFamilies, type KnownSettings, RUNNER_KINDS } from '../../../../agents/kinds.js';
import { own } from '../../../own.js';
import type { FamilySettings, ProgramTable, RunnerKind, RunnerSettings } from '../../runner-kind.js';
import { text } from './values.js';

const kinds: readonly RunnerKind[] = RUNNER_KINDS;

/** Those of which something can be set. */
export const SETTABLE = kinds.flatMap(({ name, settings }) => (settings === undefined ? [] : [{ name, settings }]));

/** Of which the configuration names any number. */
export const FAMILIES: readonly FamilySettings[] = kinds.flatMap(({ family }) => family ?? []);

/** Whether what has this name is no runner itself, but what the configuration names runners by. */
const isFamily = (name: string): boolean => FAMILIES.some(({ table }) => table === name);

/** What a plan knows of a runner of this name; undefined for a name that nobody has. */
export const kindOfRunner = (runner: string): RunnerKind | undefined =>
  kinds.find(({ name, family }) => (family === undefined ? name === runner : runner.startsWith(`${name}.`)));

const tables = Object.fromEntries(SETTABLE.map(({ settings }) => [settings.table, settings.schema])) as {
  [One in KnownSettings as One['table']]: One['schema'];
};

const families = Object.fromEntries(FAMILIES.map(({ table, schema }) => [table, schema])) as {
  [One in KnownFamilies as One['table']]: One['schema'];
};

export const runners = z
  .strictObject({
    default_runner: text
      .default(RUNNER_KINDS[0].name)
      .describe('Runner of stages to which neither mode nor setting gives one.'),
    ...tables,
    ...families,
  })
  .prefault({})
  .describe('The agents, and how they are started.');

export type Runners = z.infer<typeof runners>;

/** A runner with what holds of its settings. */
export interface RunnerTable {
  /** Of the runner. */
  name: string;
  /** `table`: dotted, where the configuration names the runner. */
  settings: RunnerSettings;
  values: ProgramTable & Readonly<Record<string, unknown>>;
}

/** Of every runner that has settings. */
export function runnerTables(config: Runners): RunnerTable[] {
  const values = config as unknown as Readonly<Record<string, RunnerTable['values']>>;
  const single = SETTABLE.flatMap(({ name, settings }) => {
    const found = own(values, settings.table);
    return found === undefined ? [] : [{ name, settings, values: found }];
  });
  return [...single, ...FAMILIES.flatMap((family) => membersOf(family, config))];
}

function membersOf(family: FamilySettings, config: Runners): RunnerTable[] {
  const members = own(config as unknown as Readonly<Record<string, Record<string, ProgramTable>>>, family.table) ?? {};
  return Object.entries(members).map(([member, values]) => {
    const name = `${family.table}.${member}`;
    return {
      name,
      settings: { ...family, schema: family.entry, table: name },
      values: values as RunnerTable['values'],
    };
  });
}

/** Names that a plan may use. `known`: of the runners that exist without any configuration. */
export const runnersIn = (config: Runners, known: readonly string[]): string[] => [
  ...known.filter((name) => !isFamily(name)),
  ...FAMILIES.flatMap((family) => membersOf(family, config).map(({ name }) => name)),
];

/** Whether the agents of a runner are put into bubblewrap, unless they may do everything. */
export const boxesRunner = (config: Runners, runner: string): boolean =>
  runnerTables(config).some(({ name, values }) => name === runner && values.sandbox === 'bubblewrap');

/** Whether what is below the path, from the root of the file, must be shown nowhere. A table that nobody knows is shown nowhere either. */
export function isSecretSetting(path: readonly string[]): boolean {
  const [section, table, ...rest] = path;
  const family = FAMILIES.find((one) => one.table === table);
  const setting = rest[family === undefined ? 0 : 1];
  if (section !== 'runners' || table === undefined || setting === undefined) return false;
  if (family !== undefined) return family.secrets.includes(setting);
  const known = SETTABLE.find(({ settings }) => settings.table === table);
  return known === undefined || known.settings.secrets.includes(setting);
}
