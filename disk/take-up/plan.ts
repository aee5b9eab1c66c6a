// The plan that an activation began with: from the store, else the copy that the mirror shows of the active one.
import { canonicalJson, sha256Hex } from '../../core/contracts/digest.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { NamedPlan, Plan } from '../../core/contracts/plan.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { readIfThere } from '../read-if-there.js';
import { findPlan, putPlan } from '../store/plans.js';

/** Null when it is nowhere any more. */
export async function findShownPlan(dirs: Dirs, digest: string): Promise<Plan | null> {
  const stored = await findPlan(dirs.state, digest);
  if (stored !== null) return stored;
  const text = await readIfThere(shownFile(dirs, runtimePaths.compiledPlan));
  const shown = jsonObject(text ?? '') as NamedPlan | null;
  if (shown === null || sha256Hex(canonicalJson(shown.plan)) !== digest) return null;
  await putPlan(dirs.state, { ...shown, digest });
  return shown.plan;
}
