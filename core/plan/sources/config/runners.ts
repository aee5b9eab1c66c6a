// [runners]: which agent a stage gets when nothing else is said, and a table for each runner, which the runner itself describes.
import { z } from 'zod';
import { type KnownSettings, RUNNER_KINDS } from '../../../../agents/kinds.js';
import { own } from '../../../own.js';
import type { ProgramTable, RunnerKind, RunnerSettings } from '../../runner-kind.js';
import { text } from './values.js';

const kinds: readonly RunnerKind[] = RUNNER_KINDS;

/** Those of which something can be set. */
export const SETTABLE = kinds.flatMap(({ name, settings }) => (settings === undefined ? [] : [{ name, settings }]));

const tables = Object.fromEntries(SETTABLE.map(({ settings }) => [settings.table, settings.schema])) as {
  [One in KnownSettings as One['table']]: One['schema'];
};

export const runners = z
  .strictObject({
    default_runner: text
      .default(RUNNER_KINDS[0].name)
      .describe('Runner of stages to which neither mode nor setting gives one.'),
    ...tables,
  })
  .prefault({})
  .describe('The agents, and how they are started.');

export type Runners = z.infer<typeof runners>;

/** A runner with what holds of its settings. */
export interface RunnerTable {
  /** Of the runner. */
  name: string;
  settings: RunnerSettings;
  values: ProgramTable & Readonly<Record<string, unknown>>;
}

/** Of every runner that has settings. */
export function runnerTables(config: Runners): RunnerTable[] {
  const values = config as unknown as Readonly<Record<string, RunnerTable['values']>>;
  return SETTABLE.flatMap(({ name, settings }) => {
    const found = own(values, settings.table);
    return found === undefined ? [] : [{ name, settings, values: found }];
  });
}

/** Whether the agents of a runner are put into bubblewrap, unless they may do everything. */
export const boxesRunner = (config: Runners, runner: string): boolean =>
  runnerTables(config).some(({ name, values }) => name === runner && values.sandbox === 'bubblewrap');

/** Whether what is below the path, from the root of the file, must be shown nowhere. A table that nobody knows is shown nowhere either. */
export function isSecretSetting(path: readonly string[]): boolean {
  const [section, table, setting] = path;
  if (section !== 'runners' || table === undefined || setting === undefined) return false;
  const known = SETTABLE.find(({ settings }) => settings.table === table);
  return known === undefined || known.settings.secrets.includes(setting);
}
