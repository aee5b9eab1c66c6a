// What agents may do, as the plan in force says it for each stage.
import type { Permission, Plan } from '../core/contracts/plan.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';

export interface PermissionView {
  level: Permission;
  stages: string[];
}

/** The level of most stages first; empty before the first run. */
export function readPermissions(workspace: string): PermissionView[] {
  const plan = jsonObject(readPiece(shown(workspace, runtimePaths.compiledPlan))?.text)?.plan as
    Partial<Plan> | undefined;
  const byLevel = new Map<Permission, string[]>();
  for (const graph of Object.values(plan?.planes ?? {})) {
    for (const [id, { permission }] of Object.entries(graph.nodes)) {
      byLevel.set(permission, [...(byLevel.get(permission) ?? []), id]);
    }
  }
  const views = [...byLevel].map(([level, stages]) => ({ level, stages }));
  return views.sort((a, b) => b.stages.length - a.stages.length);
}
