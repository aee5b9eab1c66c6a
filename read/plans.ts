// Plans as they lie in files: the active one of a workspace, those that its workers stored, and any that a person kept.
import { join } from 'node:path';
import { runtimePaths, statePaths } from '../core/contracts/paths.js';
import type { NamedPlan, Plan } from '../core/contracts/plan.js';
import { jsonObject } from '../core/json-lines.js';
import { namePlan } from '../core/plan/name.js';
import { namesIn, readPiece, shown } from './files.js';

/** What new activations of this workspace begin with; null when there is none, `damaged` when it is not what it says. */
export function activePlan(workspace: string): NamedPlan | 'damaged' | null {
  const file = readPiece(shown(workspace, runtimePaths.compiledPlan));
  if (file === null) return null;
  const named = planIn(file.text);
  return named !== null && named.digest === jsonObject(file.text)?.['digest'] ? named : 'damaged';
}

/** Digests of all plans that were ever active here. `stateDir`: our state folder of the workspace. */
export const storedDigests = (stateDir: string): string[] =>
  namesIn(join(stateDir, statePaths.plans)).flatMap((name) => /^([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []);

/** Null when it is missing or damaged. */
export function storedPlan(stateDir: string, digest: string): NamedPlan | null {
  const named = planIn(readPiece(join(stateDir, statePaths.plans, `${digest}.json`))?.text ?? '');
  return named?.digest === digest ? named : null;
}

/**
 * The plan in a text: bare, with its name, or in the answer of `compile show --json`. It is named anew by what is in it.
 * Null when there is none.
 */
export function planIn(text: string): NamedPlan | null {
  const object = jsonObject(text);
  const inner = [object, object?.['plan'], (object?.['data'] as Record<string, unknown> | undefined)?.['plan']];
  const plan = inner.find(isPlan);
  return plan === undefined ? null : namePlan(plan);
}

/** Enough to tell a plan from other JSON; a comparison takes the rest as it comes. */
function isPlan(value: unknown): value is Plan {
  const { schema, mode, planes } = (value ?? {}) as Partial<Plan>;
  return schema === 1 && typeof mode === 'string' && typeof planes === 'object';
}
