// Starts the workspace's workflow when it does not run as it should (`harm.ts`). When the files show work, it
// goes on from the files, and finds host and result of the stage in flight by its request. Done under the lease.
import type { Client } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/client';
import type { Dirs } from '../disk/dirs.js';
import { appendEvents } from '../disk/mirror/events.js';
import { withMirror } from '../disk/mirror/lock.js';
import { findShownPlan } from '../disk/take-up/plan.js';
import { type Found, readRemains, takeInUnheld, wasShown } from '../disk/take-up/remains.js';
import { setAside } from '../disk/take-up/set-aside.js';
import { taskQueues } from '../core/contracts/activities.js';
import type { WorkflowSettings } from '../core/contracts/commands.js';
import type { Activation } from '../core/contracts/activation.js';
import { lineageWorkflowId, workspaceWorkflowId } from '../core/contracts/ids.js';
import { packScheduler } from '../core/engine/workspace/carry.js';
import { NEWEST_RULES } from '../core/contracts/rules.js';
import type { SchedulerState } from '../core/engine/workspace/scheduler-state.js';
import { heldActivations, takeUpScheduler } from '../core/engine/workspace/take-up.js';
import { takeUpLineage, type TakenLineage } from '../core/engine/lineage/take-up-lineage.js';
import { LINEAGE, type LineageInput, WORKSPACE, type WorkspaceInput } from '../workflows/messages.js';
import { lineageName, workspaceName } from '../workflows/names.js';
import { endAll, endLineages, endHarmed, harmTo } from './harm.js';
import { lifeOf } from './fleet/life.js';
import type { WorkspacePlace } from './place.js';
import { HOST_MEMO, type HostMark } from '../core/contracts/hosts.js';
import type { Host } from './hosts/here.js';
import { ownershipOf, settled, type Taking } from './hosts/owner.js';
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
 * Starts the workspace's workflow when it does not run, was reset, or came here from another host: from the files when they show work, which `say`
 * then tells, else as a new one. True when it was taken up from the files. A repeat is harmless. Throws `NewerRules`, `NewerState` and `OtherHost`.
 */
export async function takeUp(
  client: Client,
  place: WorkspacePlace,
  settings: WorkflowSettings,
  say: (line: string) => void,
): Promise<boolean> {
  await assertKnownRules(place.dirs);
  const looked = harmTo(client, place);
  // Whoever may not serve it is told that first.
  looked.catch(() => undefined);
  const { here, host, takes, imported } = await ownershipOf(client, place, say);
  const harm = takes === null ? await looked : null;
  const why = takes?.why ?? harm?.why ?? null;
  if (harm !== null) await endHarmed(client, place, harm);
  if (takes?.endsAll === true) await endAll(client, place, takes.why);
  const begins: Beginning = { settings, here, takes, imported };
  const isTaken = why !== null && (await started(client, place, begins, { why, say }));
  await settled(client, place, here, why === null ? host : null);
  return isTaken;
}

interface Beginning {
  settings: WorkflowSettings;
  /** Whose it is from now on. */
  here: Host;
  /** What runs is another host's, and is ended; null = nothing does, or it is used. */
  takes: Taking | null;
  imported: boolean;
}

/** True when it was taken up from the files. */
async function started(
  client: Client,
  place: WorkspacePlace,
  begins: Beginning,
  { why, say }: { why: string; say: (line: string) => void },
): Promise<boolean> {
  if (!(await wasShown(place.dirs))) {
    await startWorkspace(client, place, begins, null, []);
    return false;
  }
  const found = await withMirror(place.dirs, () => readRemains(place.dirs, place.id));
  await withMirror(place.dirs, () => setAside(place.dirs, found.refused));
  // Those are named by what is accepted here.
  if (begins.imported && found.remains.section !== null) delete found.remains.section.operators;
  const lineages = await lineagesOf(place, found);
  const anew = forgetOthers(found, lineages);
  // They would go on with work that begins anew.
  if (begins.takes !== null) await endLineages(client, place, anew, begins.takes.why);
  const state = takeUpScheduler(found.remains, NEWEST_RULES);
  // The lineages first: a workspace whose turns nobody holds would wait for ever.
  for (const lineage of lineages) await startLineage(client, place, begins.settings, lineage);
  const roots = lineages.map((lineage) => lineage.state.lineage);
  await startWorkspace(client, place, begins, state, roots);
  await record(place.dirs, state, found.lost);
  for (const line of wordsOf(why, state, found, lineages)) say(line);
  for (const { item } of anew)
    say(`${item.id} begins anew: the plan that it was under is not here, or not what was accepted here.`);
  return true;
}

/** Of the activations that can be gone on with. */
async function lineagesOf({ id, dirs }: WorkspacePlace, { remains }: Found): Promise<TakenLineage[]> {
  const taken = heldActivations(remains).map(async (activation) => {
    const plan = await findShownPlan(dirs, activation.planDigest);
    return plan === null ? null : takeUpLineage(id, activation, plan, NEWEST_RULES);
  });
  return (await Promise.all(taken)).flatMap((lineage) => lineage ?? []);
}

/** Nobody can go on with the others, which it gives: their items run again from their beginning, and what their stages left is taken in as it is. */
function forgetOthers(found: Found, lineages: readonly TakenLineage[]): Activation[] {
  const kept = new Set(lineages.map(({ state }) => state.lastTurn));
  const others = heldActivations(found.remains).filter(({ turn }) => !kept.has(turn));
  found.remains.shown = found.remains.shown.filter(({ activation }) => kept.has(activation.turn));
  takeInUnheld(found);
  return others;
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
  const more = { ...lineageName(lineage), workflowIdConflictPolicy: 'USE_EXISTING' as const };
  await start(client, id, LINEAGE, lineageWorkflowId(id, lineage), input, more);
}

async function startWorkspace(
  client: Client,
  { id }: WorkspacePlace,
  { settings, here, takes }: Beginning,
  state: SchedulerState | null,
  lineages: string[],
): Promise<void> {
  const base = { v: 1 as const, workspace: id, settings, rules: NEWEST_RULES };
  const input: WorkspaceInput = { ...base, carried: state && packScheduler(state), lineages };
  const { memo, ...name } = workspaceName(id);
  const host: HostMark = { id: here.id, name: here.name, since: new Date().toISOString(), named: here.isNamed };
  const policy = takes === null ? ('USE_EXISTING' as const) : ('TERMINATE_EXISTING' as const);
  const more = { ...name, memo: { ...memo, [HOST_MEMO]: host }, workflowIdConflictPolicy: policy };
  await start(client, id, WORKSPACE, workspaceWorkflowId(id), input, more);
}

type Named = Omit<ReturnType<typeof workspaceName>, 'memo'> & {
  memo: Record<string, unknown>;
  workflowIdConflictPolicy: 'USE_EXISTING' | 'TERMINATE_EXISTING';
};

async function start(
  client: Client,
  workspace: string,
  type: string,
  workflowId: string,
  input: LineageInput | WorkspaceInput,
  more: Named,
): Promise<void> {
  await client.workflow.start(type, {
    workflowId,
    taskQueue: taskQueues(workspace).workflow,
    args: [input],
    workflowTaskTimeout: '2s',
    ...more,
  });
}

async function record(dirs: Dirs, state: SchedulerState, lost: string[]): Promise<void> {
  const at = new Date().toISOString();
  const runs = state.turns.map(({ runId }) => runId);
  const data = { ...counts(state), turn: state.lastTurn, held: runs.length === 0 ? null : runs.join(' '), lost };
  const event = { key: `taken_up:${at}`, type: 'workspace_taken_up', at, data };
  await withMirror(dirs, () => appendEvents(dirs, [event]));
}

function counts(state: SchedulerState): { queued: number; blocked: number; finished: number } {
  const all = Object.values(state.items);
  const inState = (name: string): number => all.filter((item) => item.state === name).length;
  return { queued: inState('queued'), blocked: inState('blocked'), finished: state.finished.length };
}

function wordsOf(why: string, state: SchedulerState, { lost, refused }: Found, lineages: TakenLineage[]): string[] {
  const { queued, blocked, finished } = counts(state);
  const what = `${queued} queued, ${blocked} blocked, ${finished} finished`;
  const held = lineages.flatMap((lineage) => lineage.state.activation ?? []);
  const next = held.map(({ item, node }) => ` ${item.id} goes on at ${node}.`).join('');
  const again = `${why}, so it was started again from its files`;
  const gone = lost.map((file) => `${file} could not be taken up: its text is neither there nor stored. Add it again.`);
  const aside = refused.map(({ path, reason }) => `${path}, of an older build, was set aside: ${reason}`);
  return [`${again}: ${what}.${next}`, ...gone, ...aside];
}
