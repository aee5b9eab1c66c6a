// Requirements as stages and people are shown them: in the prompt, on the desk of the judge, and in a file of the root.
import type { Paper } from '../../agents/desk/earlier.js';
import { writeShown } from '../../agents/desk/shown.js';
import { runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { judgedIn } from '../../core/requirements/judged.js';
import { type Change, changed } from '../../core/requirements/record.js';
import { numberedSource, servedRequirements, tableText } from '../../core/requirements/shown.js';
import type { Dirs } from '../../disk/dirs.js';
import { readJudgement } from '../../disk/store/judgement.js';
import { readRequirements, writeRequirements } from '../../disk/store/requirements.js';
import { hasEffect, requirementsBefore, requirementsOfItem, sourcesOfItem, tableAt } from './requirements-of.js';

/** The part of its prompt; null for a stage that maps nothing. */
export async function requirementsPart(dirs: Dirs, request: StageRunRequest): Promise<string | null> {
  if (hasEffect(request, 'planner_disposition')) {
    const sources = await sourcesOfItem(dirs, request);
    return sources.length === 0 ? null : numberedSource(sources, requirementsBefore(dirs, request));
  }
  const isManager = hasEffect(request, 'manager_tasks') || hasEffect(request, 'blueprint_drafted');
  const asked = isManager ? requirementsOfItem(dirs, request) : [];
  return asked.length === 0 ? null : servedRequirements(asked);
}

/** For the desk of a judging stage; empty where nothing is known of requirements. */
export function requirementsPaper(dirs: Dirs, root: string): Paper[] {
  const table = tableAt(dirs, root, true, null);
  return table === null ? [] : [{ path: runArtifacts.requirements, text: tableText(root, table) }];
}

/** Keeps what a stage said of them, null = nothing, and writes anew what people read. Idempotent. */
export async function settleRequirements(dirs: Dirs, root: string, change: Change | null): Promise<void> {
  if (change !== null) await writeRequirements(dirs.state, changed(readRequirements(dirs.state, root), change));
  const table = tableAt(dirs, root, change === null, judgedIn(await readJudgement(dirs.state, root)));
  if (table !== null) writeShown(dirs.workspace, runtimePaths.requirements(root), tableText(root, table));
}
