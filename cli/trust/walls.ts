// What the walls of a plan leave open with the runners that are installed here: said before it is used, and kept for `status`.
import { join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import type { GoodPlan } from '../compile.js';
import type { Context } from '../context.js';
import { openWalls } from '../doctor/runners.js';
import { readPiece } from '../../read/files.js';
import { stateDirOf, standingOf } from './standing.js';

/** Before a plan is used whose ground is accepted. */
export async function sayOpenWalls(
  context: Context,
  place: { dir: string; id: string },
  plan: GoodPlan,
): Promise<void> {
  const open = await openWalls(place.dir, plan.named, plan.config, context.env, true);
  for (const line of open) context.note(line);
  const file = await fileOf(place.id, context.env);
  if (open.length === 0 && readPiece(file) === null) return;
  const { writeAtomicSync } = await import('../../disk/write.js');
  writeAtomicSync(file, JSON.stringify({ open }), { mode: PRIVATE_FILE });
}

/** For commands that only look: as `sayOpenWalls`, nothing is kept, and where the ground is not accepted no program is asked. */
export async function lookAtOpenWalls(
  context: Context,
  dir: string,
  id: string | null,
  plan: GoodPlan,
): Promise<string[]> {
  const { state } = await standingOf(dir, id, context.env);
  const open = state === 'accepted' ? await openWalls(dir, plan.named, plan.config, context.env, false) : [];
  for (const line of open) context.note(line);
  return open;
}

const fileOf = async (id: string, env: NodeJS.ProcessEnv): Promise<string> =>
  join(await stateDirOf(id, env), statePaths.walls);
