// Makes a compiled plan known to whoever runs its stages: its texts and itself by digest, the settings of its runners, and
// the file that people read.
import path from 'node:path';
import { writeAtomic } from '../disk/write.js';
import { createFamilyFolders } from '../disk/layout.js';
import { putPlan } from '../disk/store/plans.js';
import { putCheckpointSettings } from '../activities/checkpoint-settings.js';
import { putLearningSettings } from '../activities/learning-settings.js';
import { putRunnerSettings } from '../activities/runner-settings.js';
import { putTreeSettings } from '../activities/tree-settings.js';
import { putPlanText } from '../disk/store/texts.js';
import { deliverySettings } from './delivery-settings.js';
import { runnerConfig } from '../agents/runner-config.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import type { NamedPlan } from '../core/contracts/plan.js';
import type { Config } from '../core/plan/sources/config.js';
import type { WorkspacePlace } from './place.js';
import { onBranch } from './tree-lanes.js';

export interface Published {
  named: NamedPlan;
  /** Instructions and skills of the plan, by sha256. */
  texts: Map<string, string>;
  config: Config;
}

/** Under its digest: nothing runs on it yet. */
export async function storePlan({ dirs }: WorkspacePlace, { named, texts }: Published): Promise<void> {
  for (const text of texts.values()) await putPlanText(dirs.state, text);
  await putPlan(dirs.state, named);
}

/** Running activations keep the plan they began with; the runners' settings hold for the next stage of each. */
export async function showPlan(place: WorkspacePlace, { named, config }: Published): Promise<void> {
  const { dirs } = place;
  await createFamilyFolders(dirs.workspace, Object.keys(named.plan.homes ?? {}));
  await putRunnerSettings(dirs.state, runnerConfig(config.runners));
  await putCheckpointSettings(dirs.state, config.checkpoints);
  await putLearningSettings(dirs.state, config.learning);
  await putTreeSettings(dirs.state, {
    ...config.trees,
    ...(await onBranch(config, place)),
    ...deliverySettings(named.plan),
  });
  const file = path.join(dirs.workspace, RUNTIME_DIR, runtimePaths.compiledPlan);
  await writeAtomic(file, `${JSON.stringify(named, null, 2)}\n`);
}
