// Starts the workspace's workflow when it does not run as it should (`harm.ts`). When the files show work, it
// goes on from the files, and finds host and result of the stage in flight by its request. Done under the lease.
import type { Client } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/client';
import type { Dirs } from '../disk/dirs.js';
import { appendEvents } from '../disk/mirror/events.js';
import { withMirror } from '../disk/mirror/lock.js';
import { findShownPlan } from '../disk/take-up/plan.js';
import { type Found, readRemains, wasShown } from '../disk/take-up/remains.js';
import { setAside } from '../disk/take-up/set-aside.js';
import { taskQueues } from '../core/contracts/activities.js';
import type { WorkflowSettings } from '../core/contracts/commands.js';
import { lineageWorkflowId, workspaceWorkflowId } from '../core/contracts/ids.js';
import { packScheduler } from '../core/engine/workspace/carry.js';
import { NEWEST_RULES } from '../core/contracts/rules.js';
import type { SchedulerState } from '../core/engine/workspace/scheduler-state.js';
import { heldActivation, takeUpScheduler } from '../core/engine/workspace/take-up.js';
import { takeUpLineage, type TakenLineage } from '../core/engine/lineage/take-up-lineage.js';
import { LINEAGE, type LineageInput, WORKSPACE, type WorkspaceInput } from '../workflows/messages.js';
import { endHarmed, harmTo } from './harm.js';
import { lifeOf } from './fleet/life.js';
import type { WorkspacePlace } from './place.js';
import { assertKnownRules } from './rules.js';

/** Whether the workspace's workflow runs. Throws what the client throws when the server does not answer. */
export async function workspaceRuns(client: Client, workspace: string): Promise<boolean> {
  try {
    return (await lifeOf(client, workspaceWorkflowId(workspace))) === 'running';
  } catch (error) {
    if (error instanceof NamespaceNotFoundError) return false;
    throw error;
  }
}

/**
 * Starts the workspace's workflow when it does not run, or was reset: from the files when they show work, which `say` then tells, else
 * as a new one. True when it was taken up from the files. A repeat is harmless. Throws `NewerRules`.
 */
export async function takeUp(
  client: Client,
  place: WorkspacePlace,
  settings: WorkflowSettings,
  say: (line: string) => void,
): Promise<boolean> {
  await assertKnownRules(place.dirs);
  const harm = await harmTo(client, place);
  if (harm === null) return false;
  await endHarmed(client, place, harm);
  if (!(await wasShown(place.dirs))) {
    await startWorkspace(client, place, settings, null, []);
    return false;
  }
  const found = await withMirror(place.dirs, () => readRemains(place.dirs, place.id));
  await withMirror(place.dirs, () => setAside(place.dirs, found.refused));
  const lineage = await lineageOf(place, found);
  if (lineage === null) forgetActivation(found);
  const state = takeUpScheduler(found.remains, NEWEST_RULES);
  // The lineage first: a workspace whose turn nobody holds would wait for ever.
  if (lineage !== null) await startLineage(client, place, settings, lineage);
  await startWorkspace(client, place, settings, state, lineage === null ? [] : [lineage.state.lineage]);
  await record(place.dirs, state, found.lost);
  for (const line of wordsOf(harm.why, state, found, lineage)) say(line);
  return true;
}

async function lineageOf({ id, dirs }: WorkspacePlace, { remains }: Found): Promise<TakenLineage | null> {
  const activation = heldActivation(remains);
  const plan = activation === null ? null : await findShownPlan(dirs, activation.planDigest);
  if (activation === null || plan === null) return null;
  return takeUpLineage(id, activation, plan, NEWEST_RULES);
}

/** Nobody can go on with it: its item runs again from its beginning, and what its stages left is taken in as it is. */
function forgetActivation({ remains, emissions }: Found): void {
  if (remains.shown === null) return;
  remains.shown = null;
  if (remains.section !== null) remains.section = { ...remains.section, active: null };
  remains.items.push(...emissions);
}

async function startLineage(
  client: Client,
  { id }: WorkspacePlace,
  settings: WorkflowSettings,
  { state, effects }: TakenLineage,
): Promise<void> {
  const { lineage } = state;
  const base = { v: 1 as const, workspace: id, lineage, settings, rules: NEWEST_RULES };
  const input: LineageInput = { ...base, carried: state, effects, inbox: [] };
  await start(client, id, LINEAGE, lineageWorkflowId(id, lineage), input, `lineage ${lineage}`);
}

async function startWorkspace(
  client: Client,
  { id }: WorkspacePlace,
  settings: WorkflowSettings,
  state: SchedulerState | null,
  lineages: string[],
): Promise<void> {
  const base = { v: 1 as const, workspace: id, settings, rules: NEWEST_RULES };
  const input: WorkspaceInput = { ...base, carried: state && packScheduler(state), lineages };
  await start(client, id, WORKSPACE, workspaceWorkflowId(id), input, `workspace ${id}`);
}

async function start(
  client: Client,
  workspace: string,
  type: string,
  workflowId: string,
  input: LineageInput | WorkspaceInput,
  staticSummary: string,
): Promise<void> {
  await client.workflow.start(type, {
    workflowId,
    taskQueue: taskQueues(workspace).workflow,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowTaskTimeout: '2s',
    staticSummary,
  });
}

async function record(dirs: Dirs, state: SchedulerState, lost: string[]): Promise<void> {
  const at = new Date().toISOString();
  const data = { ...counts(state), turn: state.lastTurn, held: state.turns[0]?.runId ?? null, lost };
  const event = { key: `taken_up:${at}`, type: 'workspace_taken_up', at, data };
  await withMirror(dirs, () => appendEvents(dirs, [event]));
}

function counts(state: SchedulerState): { queued: number; blocked: number; finished: number } {
  const all = Object.values(state.items);
  const inState = (name: string): number => all.filter((item) => item.state === name).length;
  return { queued: inState('queued'), blocked: inState('blocked'), finished: state.finished.length };
}

function wordsOf(why: string, state: SchedulerState, { lost, refused }: Found, lineage: TakenLineage | null): string[] {
  const { queued, blocked, finished } = counts(state);
  const what = `${queued} queued, ${blocked} blocked, ${finished} finished`;
  const activation = lineage?.state.activation;
  const next = activation ? ` ${activation.item.id} goes on at ${activation.node}.` : '';
  const again = `${why}, so it was started again from its files`;
  const gone = lost.map((file) => `${file} could not be taken up: its text is neither there nor stored. Add it again.`);
  const aside = refused.map(({ path, reason }) => `${path}, of an older build, was set aside: ${reason}`);
  return [`${again}: ${what}.${next}`, ...gone, ...aside];
}
