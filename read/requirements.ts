// The requirements of a root, from what stages said of them, from its last judgement and from the documents of its tasks.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { ItemState } from '../core/contracts/families.js';
import { statePaths } from '../core/contracts/paths.js';
import { type Judged, judgedIn } from '../core/requirements/judged.js';
import type { ServingTask } from '../core/requirements/record.js';
import { factsOf, type RequirementTable, tableOf } from '../core/requirements/table.js';
import { servingTasks } from '../disk/mirror/serving-tasks.js';
import { readJudgement } from '../disk/store/judgement.js';
import { readRequirements } from '../disk/store/requirements.js';
import { type Folder, listFolders } from './folders.js';
import { listTargets, type TargetRow } from './targets.js';

export interface RootRequirements {
  root: string;
  /** Of its closure; null where it has none. */
  state: TargetRow['state'] | null;
  table: RequirementTable;
  judged: Judged | null;
  /** By id of the task; a task that is gone has none. */
  states: ReadonlyMap<string, ItemState>;
}

/** Roots of which something is known. `state`: absolute. */
export function rootsWithRequirements(state: string): string[] {
  const folder = path.join(state, path.dirname(statePaths.requirements('x')));
  try {
    return readdirSync(folder).flatMap((name) => (/^[^.].*\.json$/s.test(name) ? [name.slice(0, -5)] : []));
  } catch {
    return [];
  }
}

/**
 * Null for a root of which no requirements are known. `whole`: with every task that says it serves one; else further documents are read
 * only where a requirement seems to have no task.
 */
export async function requirementsOf(
  workspace: string,
  state: string,
  root: string,
  { whole = false, targets = listTargets(workspace) }: { whole?: boolean; targets?: readonly TargetRow[] } = {},
): Promise<RootRequirements | null> {
  const record = readRequirements(state, root);
  if (record.plans.length === 0) return null;
  const judged = judgedIn(await readJudgement(state, root));
  const folders = listFolders(workspace).filter(({ family }) => family === 'task');
  const known = new Set(record.works.flatMap(({ tasks }) => tasks.map(({ id }) => id)));
  const closure = targets.findLast((target) => target.root === root)?.state ?? null;
  const tableWith = (tasks: readonly ServingTask[]): RequirementTable =>
    tableOf(factsOf(record, { tasks, isOver: closure === 'closed', judged }));
  const table = tableWith([]);
  const needsMore = whole || table.rows.some(({ holes }) => holes.includes('no task'));
  const full = needsMore ? tableWith(servingTasks({ workspace }, root, known)) : table;
  return { root, state: closure, table: full, judged, states: statesOf(folders) };
}

const statesOf = (folders: readonly Folder[]): Map<string, ItemState> =>
  new Map(folders.flatMap(({ state, ids }) => ids.map((id) => [id, state] as const)));
