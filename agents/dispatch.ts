// Which runner plays a stage. A rehearsal (`MILLRACE_SCRIPT`) plays every stage from its script, whatever the plan says.
import type { StageRunRequest } from '../core/contracts/stage.js';
import type { RunnerAdapter } from './adapter.js';
import { findRunner } from './registry.js';
import { SCRIPT_VARIABLE, scriptedAdapter } from './scripted/adapter.js';

/** `adapters`: absent = the built-in ones. Throws `UnknownRunnerError`. */
export function dispatch(
  request: Pick<StageRunRequest, 'runner'>,
  env: NodeJS.ProcessEnv,
  adapters?: readonly RunnerAdapter[],
): RunnerAdapter {
  return env[SCRIPT_VARIABLE] ? scriptedAdapter : findRunner(request.runner, adapters);
}
