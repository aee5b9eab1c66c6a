// The runners that exist, by name. Asked when a plan is compiled and again when a stage is dispatched.
import { didYouMean } from '../core/plan/diagnostics.js';
import type { RunnerAdapter } from './adapter.js';
import { claudeAdapter } from './claude/adapter.js';
import { codexAdapter } from './codex/adapter.js';
import { commandAdapter } from './command/adapter.js';
import { COMMAND } from './command/settings.js';
import { piAdapter } from './pi/adapter.js';
import { scriptedAdapter } from './scripted/adapter.js';

/** One for each of `RUNNER_KINDS` that is a runner itself. */
export const ADAPTERS: readonly RunnerAdapter[] = [codexAdapter, piAdapter, claudeAdapter, scriptedAdapter];

/** One for each of `RUNNER_KINDS` of which the configuration names any number: what makes the adapter of `command.NAME`. */
const MAKERS: ReadonlyMap<string, (member: string) => RunnerAdapter> = new Map([[COMMAND, commandAdapter]]);

/** Names that a plan may use, beside those that its configuration gives. */
export const runnerNames = (adapters: readonly RunnerAdapter[] = ADAPTERS): string[] => adapters.map((one) => one.name);

export class UnknownRunnerError extends Error {
  constructor(
    readonly runner: string,
    readonly known: readonly string[],
  ) {
    super(`There is no runner named ${runner}. Known runners: ${known.join(', ')}.${didYouMean(runner, known)}`);
    this.name = 'UnknownRunnerError';
  }
}

/** Throws `UnknownRunnerError`. */
export function findRunner(name: string, adapters: readonly RunnerAdapter[] = ADAPTERS): RunnerAdapter {
  const found = knownRunner(name, adapters);
  if (found === null) throw new UnknownRunnerError(name, runnerNames(adapters));
  return found;
}

/** Null for a name that another build knew, or nobody. */
export function knownRunner(name: string, adapters: readonly RunnerAdapter[] = ADAPTERS): RunnerAdapter | null {
  return adapters.find((one) => one.name === name) ?? member(name) ?? null;
}

function member(name: string): RunnerAdapter | undefined {
  const [, table = '', rest = ''] = /^([^.]+)\.(.+)$/.exec(name) ?? [];
  return MAKERS.get(table)?.(rest);
}
