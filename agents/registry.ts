// The runners that exist, by name. Asked when a plan is compiled and again when a stage is dispatched.
import { didYouMean } from '../core/plan/diagnostics.js';
import type { RunnerAdapter } from './adapter.js';
import { claudeAdapter } from './claude/adapter.js';
import { codexAdapter } from './codex/adapter.js';
import { piAdapter } from './pi/adapter.js';
import { scriptedAdapter } from './scripted/adapter.js';

/** One for each of `RUNNER_KINDS`. */
export const ADAPTERS: readonly RunnerAdapter[] = [codexAdapter, piAdapter, claudeAdapter, scriptedAdapter];

/** Names that a plan may use. */
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
  const found = adapters.find((one) => one.name === name);
  if (found === undefined) throw new UnknownRunnerError(name, runnerNames(adapters));
  return found;
}
