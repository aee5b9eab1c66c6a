// What a worker, or who reads the configuration again, tells the workspace of who may decide.
import type { PlanArgs } from '../../core/contracts/commands.js';
import type { Config } from '../../core/plan/sources/config.js';
import { operatorsSeed } from '../../core/plan/sources/config/operators.js';
import type { WorkspacePlace } from '../place.js';
import { workerSigner } from './worker-key.js';

/** Nothing where the configuration names nobody. `keeps`: as of `workerSigner`. */
export function operatorArgs(
  { operators }: Pick<Config, 'operators'>,
  { dirs }: WorkspacePlace,
  keeps = true,
): Pick<PlanArgs, 'operators' | 'worker'> {
  const seed = operatorsSeed(operators);
  return seed === undefined ? {} : { operators: seed, worker: workerSigner(dirs.state, keeps).key };
}
