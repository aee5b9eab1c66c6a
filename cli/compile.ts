// Compiles the plan of a workspace and says what is wrong with it. Pure: nothing is written.
import { resolve } from 'node:path';
import type { NamedPlan } from '../core/contracts/plan.js';
import type { Compiled } from '../core/plan/compile.js';
import type { Config } from '../core/plan/config.js';
import type { Diagnostic } from '../core/plan/diagnostics.js';
import type { Context } from './context.js';
import { CliError } from './errors.js';
import { EXIT } from './exit.js';
import { readSources } from './read/sources.js';

export interface PlanChoice {
  /** Null = the shipped assets alone. */
  workspace: string | null;
  mode?: string | undefined;
  config?: string | undefined;
}

export interface GoodPlan {
  named: NamedPlan;
  config: Config;
  texts: Compiled['texts'];
  warnings: Diagnostic[];
}

/** Warnings go to stderr; exit 1 with every error when there is one. */
export async function compilePlan(context: Context, { workspace, mode, config }: PlanChoice): Promise<GoodPlan> {
  const sources = readSources(workspace, config === undefined ? null : resolve(context.cwd, config));
  const { compile } = await import('../core/plan/compile.js');
  const { runnerNames } = await import('../agents/registry.js');
  const compiled = compile(sources, { runners: runnerNames(), ...(mode === undefined ? {} : { mode }) });
  const { named, diagnostics, texts } = compiled;
  if (named === null || compiled.config === null) throw planError(diagnostics);
  for (const warning of diagnostics) context.note(sentence(warning));
  return { named, config: compiled.config, texts, warnings: diagnostics };
}

function planError(diagnostics: readonly Diagnostic[]): CliError {
  const errors = diagnostics.filter((one) => one.severity === 'error');
  const count = errors.length === 1 ? 'one error' : `${errors.length} errors`;
  const message = [`The plan has ${count}; nothing was changed.`, ...diagnostics.map(sentence)].join('\n');
  return new CliError({ exit: EXIT.failed, code: 'bad_plan', message, problems: diagnostics });
}

/** `millrace.toml:3: error MR1002: message` and what to do. */
function sentence({ severity, code, file, line, message, hint }: Diagnostic): string {
  const where = line === undefined ? file : `${file}:${line}`;
  return `${where}: ${severity} ${code}: ${message}${hint === undefined ? '' : `\n  ${hint}`}`;
}
