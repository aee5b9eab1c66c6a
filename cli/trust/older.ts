// A workspace that an earlier version has worked in, where nothing was ever accepted: what ran there is taken once without a
// question, if it is still what lies there.
import { canonicalJson } from '../../core/contracts/digest.js';
import type { GoodPlan } from '../compile.js';
import type { Context } from '../context.js';
import { storedPlan } from '../../read/plans.js';
import type { Standing } from './standing.js';

/**
 * Whether our state folder knows this very plan and these very settings of runners. A server that the ground names is none
 * of what is stored there, so it is asked about.
 */
export async function isOlder(_context: Context, { state, stateDir, live }: Standing, now: GoodPlan): Promise<boolean> {
  if (state !== 'new' || stateDir === null || live.odd.length > 0) return false;
  if (now.config.temporal.address !== undefined || storedPlan(stateDir, now.named.digest) === null) return false;
  const { runnerSettings } = await import('../../activities/runner-settings.js');
  const { runnerConfig } = await import('../../agents/runner-config.js');
  const before = await runnerSettings(stateDir).catch(() => null);
  return before !== null && canonicalJson(before) === canonicalJson(runnerConfig(now.config.runners));
}
