// Compiles the plan of a workspace and says what is wrong with it. Pure: nothing is written.
import { resolve } from 'node:path';
import type { NamedPlan } from '../core/contracts/plan.js';
import type { Compiled, Sources } from '../core/plan/compile.js';
import type { Config } from '../core/plan/sources/config.js';
import type { Diagnostic } from '../core/plan/diagnostics.js';
import type { SourceFile } from '../core/plan/sources/read.js';
import type { Context } from './context.js';
import { CliError } from './errors.js';
import { EXIT } from './exit.js';
import { readSources } from '../read/sources.js';
import { listed } from './render/listed.js';
import { counted } from './render/count.js';

export interface PlanChoice {
  /** Null = the shipped assets alone. */
  workspace: string | null;
  mode?: string | undefined;
  /** Of a file that takes the place of `millrace.toml`, or that file as it was read. */
  config?: string | SourceFile | undefined;
  /** Folder that is read in place of the workspace's own; see `readSources`. */
  copy?: string | undefined;
  /** File in which what was compiled is kept for the next time; absent = it is neither looked for nor kept. */
  kept?: { file: string; writes: boolean } | undefined;
}

export interface GoodPlan {
  named: NamedPlan;
  config: Config;
  texts: Compiled['texts'];
  witnesses: Compiled['witnesses'];
  /** Notes among them. */
  warnings: Diagnostic[];
}

/** Warnings go to stderr; exit 1 with every error when there is one. */
export async function compilePlan(context: Context, choice: PlanChoice): Promise<GoodPlan> {
  const plan = await compileQuietly(context, choice);
  noteAll(context, plan.warnings);
  return plan;
}

/** Warnings of a flood of files are counted. */
export const noteAll = ({ note }: Context, warnings: readonly Diagnostic[]): void =>
  listed(warnings.flatMap(sentences), MOST, (count) => `… and ${count} more`).forEach(note);

const MOST = 100;

/** As `compilePlan`; warnings are in the answer only. */
export async function compileQuietly(
  context: Context,
  { workspace, mode, config, copy, kept }: PlanChoice,
): Promise<GoodPlan> {
  const given = typeof config === 'string' ? resolve(context.cwd, config) : (config ?? null);
  const sources = readSources(workspace, given, copy ?? null);
  const compiled = kept === undefined ? await compileSources(sources, mode) : await keptOrCompiled(sources, mode, kept);
  const { named, diagnostics, texts, witnesses } = compiled;
  if (named === null || compiled.config === null) throw planError(context, diagnostics);
  return { named, config: compiled.config, texts, witnesses, warnings: diagnostics };
}

/** Says nothing and never refuses: the diagnostics are in the answer. */
export async function compileSources(sources: Sources, mode?: string): Promise<Compiled> {
  const { compile } = await import('../core/plan/compile.js');
  const { runnerNames } = await import('../agents/registry.js');
  return compile(sources, { runners: runnerNames(), ...(mode === undefined ? {} : { mode }) });
}

/** What was compiled of these very sources the last time; else it is compiled now, and kept. */
async function keptOrCompiled(
  sources: Sources,
  mode: string | undefined,
  { file, writes }: NonNullable<PlanChoice['kept']>,
): Promise<Compiled> {
  const { buildStamp, keepPlan, keptPlan, keyOf } = await import('./plan/kept-plan.js');
  const { runnerNames } = await import('../agents/registry.js');
  const key = keyOf(sources, { mode: mode ?? null, runners: runnerNames() }, buildStamp());
  const found = key === null ? null : keptPlan(file, key);
  if (found !== null) return found;
  const { looked, isPure } = seenLooking(sources);
  const compiled = await compileSources(looked, mode);
  if (key !== null && writes && isPure()) keepPlan(file, key, compiled);
  return compiled;
}

/** `isPure`: nothing was asked of the disk meanwhile, so that the texts say all. */
function seenLooking(sources: Sources): { looked: Sources; isPure: () => boolean } {
  const { skillSourceFault: look } = sources;
  if (look === undefined) return { looked: sources, isPure: () => true };
  let hasLooked = false;
  const skillSourceFault = (source: string): string | null => {
    hasLooked = true;
    return look(source);
  };
  return { looked: { ...sources, skillSourceFault }, isPure: () => !hasLooked };
}

/** What only looks need not say that it changed nothing. */
function planError({ asked }: Context, diagnostics: readonly Diagnostic[]): CliError {
  const errors = diagnostics.filter((one) => one.severity === 'error');
  const count = counted(errors.length, 'error');
  const unchanged = asked.effect === 'looks' ? '' : '; nothing was changed';
  return diagnosed('bad_plan', `The plan has ${count}${unchanged}.`, diagnostics);
}

/** Exit 1: one sentence, and every diagnostic below it. */
export function diagnosed(code: string, what: string, diagnostics: readonly Diagnostic[]): CliError {
  return new CliError({
    ...{ exit: EXIT.failed, code, message: what, problems: diagnostics },
    below: diagnostics.flatMap(sentences),
  });
}

/** `millrace.toml:3: error MR1002: message`, and in a line below what to do. */
function sentences({ severity, code, file, line, message, hint }: Diagnostic): string[] {
  const where = line === undefined ? file : `${file}:${line}`;
  return [`${where}: ${severity} ${code}: ${message}`, ...(hint === undefined ? [] : [`  ${hint}`])];
}
