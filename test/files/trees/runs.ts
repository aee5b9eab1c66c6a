// Runs of a root in its tree, as the activities play them: with a real repository, and whatever the test does in the place of an agent.
import { putTreeSettings } from '../../../activities/tree-settings.js';
import { type Ground, openGround } from '../../../activities/trees/ground.js';
import { settleTree } from '../../../activities/trees/settle.js';
import { stageCheckpoint } from '../../../checkpoints/names.js';
import { takeCheckpoint } from '../../../checkpoints/take.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import { type SettledTree, type SettleInput, TREE_DEFAULTS } from '../../../core/contracts/trees.js';
import { stageRequest } from '../../support/stage-request.js';
import { noteChanges } from '../../../disk/store/stage-changes.js';
import { AT, type Stand } from './stand.js';

export const ROOT = 'spec-1';
export const BRANCH = `millrace/${ROOT}`;

export const inTrees = ({ place }: Stand): Promise<void> =>
  putTreeSettings(place.dirs.state, { ...TREE_DEFAULTS, mode: 'per_root' });

/** The first stage of a run of a task. */
export function requestOf(run: string, id = 'T-1', more: Partial<StageRunRequest> = {}): StageRunRequest {
  const item = { family: 'task', id, root: ROOT, sha256: 'a'.repeat(64) };
  return stageRequest({ workspace: 'w1', runId: run, requestId: `request-${run}`, stageNumber: 1, item, ...more });
}

/** Throws with why it cannot be worked in. */
export async function groundOf({ place }: Stand, asked: StageRunRequest): Promise<Ground & { folder: string }> {
  const opened = await openGround(place.dirs, asked, { env: place.env ?? {} });
  if (opened.kind === 'refused') throw new Error(`${opened.why} ${opened.todo}`);
  return { ...opened, folder: opened.dirs.tree ?? opened.dirs.workspace };
}

/** What the stage left is recorded, as it is when its agent has ended. */
export async function stageOver(asked: StageRunRequest, { dirs, place, tree }: Ground): Promise<void> {
  const taken = await takeCheckpoint(place, stageCheckpoint(asked, 'after'));
  if ('problem' in taken) throw new Error(taken.problem);
  const { requestId: request, runId: run, item, attempt, stageNumber: stage } = asked;
  const { family, id, root } = item;
  const about = { request, run, node: 'builder', stage, attempt, family, id, root, tree: tree?.branch ?? '', at: AT };
  await noteChanges(dirs, { ...about, changes: { before: null, after: taken.tree, files: 1, added: 1, removed: 0 } });
}

export function settled(
  { place }: Stand,
  { item, runId, stageNumber, attempt }: StageRunRequest,
  state: SettleInput['state'] = 'done',
): Promise<SettledTree> {
  const { root, ...rest } = item;
  const input = { workspace: 'w1', run: runId, root, item: rest, state, stageNumber, attempt };
  return settleTree(input, place.dirs, { env: place.env ?? {}, attempt: 1 });
}
