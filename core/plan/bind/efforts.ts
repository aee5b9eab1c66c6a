// Efforts by runner: what each calls its levels, and the one that its own section of millrace.toml gives.
import { own } from '../../own.js';
import type { Config } from '../sources/config.js';
import { CODEX_LEVELS, PI_LEVELS } from '../sources/config/values.js';
import { diagnostic, type Diagnostic, didYouMean } from '../diagnostics.js';

const LEVELS: Readonly<Record<string, readonly string[]>> = { codex_cli: CODEX_LEVELS, pi_rpc: PI_LEVELS };

/** Of the runner's own section, for stages to which nothing else gives one. */
export function effortOfRunner(runner: string, { runners }: Config): string | undefined {
  const given: Record<string, string | undefined> = {
    codex_cli: runners.codex.model_reasoning_effort,
    pi_rpc: runners.pi.thinking,
  };
  return own(given, runner);
}

/** Null when the runner knows the level, or nobody knows its levels. */
export function unknownEffort(kind: string, runner: string, effort: string, file: string): Diagnostic | null {
  const levels = own(LEVELS, runner);
  if (levels === undefined || levels.includes(effort)) return null;
  const known = `It knows ${levels.join(', ')}.${didYouMean(effort, levels)}`;
  const message = `Stage ${kind} has the effort ${effort}, which its runner ${runner} does not know. ${known}`;
  return diagnostic('MR1017', file, message);
}
