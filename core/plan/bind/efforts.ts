// Efforts by runner: what each calls its levels, and the one that its own section of millrace.toml gives.
import { own } from '../../own.js';
import type { Config } from '../sources/config.js';
import { runnerTables } from '../sources/config/runners.js';
import { diagnostic, type Diagnostic, didYouMean } from '../diagnostics.js';

/** What the table of a runner says. */
export interface EffortSetting {
  runner: string;
  /** Dotted. */
  field: string;
  value: string | undefined;
  /** What the runner takes. */
  levels: readonly string[];
}

/** Of every runner whose table can say one. */
export const effortSettings = ({ runners }: Pick<Config, 'runners'>): EffortSetting[] =>
  runnerTables(runners).flatMap(({ name, settings: { table, effort }, values }) => {
    if (effort === undefined) return [];
    const value = own(values, effort.setting);
    const field = `runners.${table}.${effort.setting}`;
    return { runner: name, field, value: typeof value === 'string' ? value : undefined, levels: effort.levels };
  });

export const effortOfRunner = (runner: string, config: Config): EffortSetting | undefined =>
  effortSettings(config).find((one) => one.runner === runner);

/** Null when the runner knows the level, or nobody knows its levels. */
export function unknownEffort(
  { kind, runner, effort }: { kind: string; runner: string; effort: string },
  levels: readonly string[] | undefined,
  file: string,
): Diagnostic | null {
  if (levels === undefined || levels.includes(effort)) return null;
  const known = `It knows ${levels.join(', ')}.${didYouMean(effort, levels)}`;
  const message = `Stage ${kind} has the effort ${effort}, which its runner ${runner} does not know. ${known}`;
  return diagnostic('MR1017', file, message);
}
