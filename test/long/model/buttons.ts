// What somebody does with Temporal's own means. The model knows each as the command that it comes to, or as nothing at all.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { lineageWorkflowId, workspaceWorkflowId } from '../../../core/contracts/ids.js';
import { NAMESPACE } from '../../../worker/server/flags.js';
import type { Sides } from './sides.js';

/** Bounds what hangs. */
const SEEN_MS = 30_000;
const SIGNALS = ['held', 'left', 'enqueue', 'cancel', 'supersede', 'approve', 'activate', 'leash', 'decided', 'end'];
const NONSENSE: unknown[] = [
  ...[undefined, null, 7, '', 'x', [], {}, { turn: 1 }, { turn: -1, leash: {}, item: null }, { documents: [null] }],
  { id: '__proto__', family: 'constructor', approval: 'nobody asked', commandId: 'toString' },
  { turn: Number.MAX_SAFE_INTEGER, state: 'done', entries: [{ kind: 'run', value: {} }] },
];

/** Root of the turn that runs or waits, unless it judges: that is ended by nothing but its own end. */
function rootOf({ pure }: Sides): string | null {
  const [active] = pure.world.scheduler.turns;
  if (active === undefined || active.judges !== undefined) return null;
  return pure.request() === null && pure.waitingRoot() === null ? null : active.item.root;
}

const handle = ({ real }: Sides, id: string) => real.workflows.getHandle(id);
const lineageOf = (sides: Sides, root: string) => handle(sides, lineageWorkflowId(sides.real.id, root));

/** A run that had a request is deaf to the next one. */
async function isRenewed(sides: Sides, id: string, run: string): Promise<void> {
  for (const end = Date.now() + SEEN_MS; Date.now() < end; await sleep(50))
    if ((await handle(sides, id).describe()).runId !== run) return;
  throw new Error(`${id} was cancelled, and goes on in the same run`);
}

export async function cancelWorkspace(sides: Sides): Promise<void> {
  const { real, pure, log } = sides;
  const id = workspaceWorkflowId(real.id);
  log.push('Temporal cancels the workspace');
  const { runId } = await handle(sides, id).describe();
  pure.tell('stop', {});
  await handle(sides, id).cancel();
  await Promise.race([isRenewed(sides, id, runId), real.hasLeft()]);
}

export async function cancelLineage(sides: Sides): Promise<void> {
  const { pure, agents, real, log } = sides;
  const root = rootOf(sides);
  if (root === null) return;
  const request = pure.request();
  if (request !== null) await agents.stands(request.requestId);
  log.push(`Temporal cancels ${root}`);
  const { family, id } = pure.world.scheduler.turns[0]?.item ?? { family: '', id: '' };
  const { runId } = await lineageOf(sides, root).describe();
  pure.tell('cancel', { family, id });
  await lineageOf(sides, root).cancel();
  await isRenewed(sides, lineageWorkflowId(real.id, root), runId);
}

/** The worker sees it, ends the agent, and takes the turn back. */
export async function endLineage(sides: Sides): Promise<void> {
  const { chance, pure, real, agents, log } = sides;
  const root = rootOf(sides);
  if (root === null) return;
  const request = pure.request();
  if (request !== null) await agents.stands(request.requestId);
  const isDeleted = chance.next() < 0.5;
  log.push(`Temporal ${isDeleted ? 'deletes' : 'terminates'} ${root}`);
  pure.terminateLineage();
  if (!isDeleted) return void (await lineageOf(sides, root).terminate('by hand'));
  const workflowExecution = { workflowId: lineageWorkflowId(real.id, root) };
  await real.client.workflowService.deleteWorkflowExecution({ namespace: NAMESPACE, workflowExecution });
}

/**
 * Whoever ends the workspace, deletes it, or takes it or the lineage of its turn back to its beginning changes nothing: the worker takes both
 * up from their files, once these show all. Its budget would begin anew.
 */
export async function endWorkspace(sides: Sides): Promise<void> {
  const { chance, pure, real, agents, log, isBounded } = sides;
  if (isBounded || !real.serves) return;
  const request = pure.request();
  if (request !== null) await agents.stands(request.requestId);
  await real.isShown();
  const id = workspaceWorkflowId(real.id);
  const ups = takenUp(sides);
  const root = rootOf(sides);
  const deed = chance.pick(['terminates', 'deletes', 'resets', 'resets the lineage of'] as const);
  if (deed === 'resets the lineage of' && root === null) return;
  log.push(`Temporal ${deed} the workspace`);
  if (deed === 'resets the lineage of') await resetToFirst(sides, lineageWorkflowId(real.id, root ?? ''));
  if (deed === 'terminates') await handle(sides, id).terminate('by hand');
  if (deed === 'resets') await resetToFirst(sides, id);
  if (deed === 'deletes')
    await real.client.workflowService.deleteWorkflowExecution({
      namespace: NAMESPACE,
      workflowExecution: { workflowId: id },
    });
  // What the status files showed last is theirs: it is not taken up.
  pure.world.scheduler.markers = {};
  for (const end = Date.now() + SEEN_MS; Date.now() < end; await sleep(50)) if (takenUp(sides) > ups) return;
  throw new Error('nobody took the workspace up');
}

const takenUp = ({ real }: Sides): number => real.bench.events('workspace_taken_up').length;

/** As `temporal workflow reset --type FirstWorkflowTask` does. */
async function resetToFirst(sides: Sides, id: string): Promise<void> {
  const { events = [] } = await handle(sides, id).fetchHistory();
  const first = events?.find(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes);
  const { runId } = await handle(sides, id).describe();
  await sides.real.client.workflowService.resetWorkflowExecution({
    namespace: NAMESPACE,
    workflowExecution: { workflowId: id, runId },
    workflowTaskFinishEventId: first?.eventId ?? null,
    requestId: randomUUID(),
    reason: 'by hand',
  });
}

export async function signalNonsense(sides: Sides): Promise<void> {
  const { chance, pure, real, log } = sides;
  const root = pure.world.scheduler.turns[0]?.item.root;
  const one = chance.pick(NONSENSE);
  log.push(`nonsense: ${JSON.stringify(one)}`);
  for (const name of SIGNALS) {
    await handle(sides, workspaceWorkflowId(real.id)).signal(name, one);
    if (root === undefined || !pure.world.lineages.has(root)) continue;
    await lineageOf(sides, root)
      .signal(name, one)
      .catch(() => undefined);
  }
}

/** Somebody else answers for the stage in flight, or holds it up: it is asked for again, and nothing comes of it. */
export async function meddle(sides: Sides): Promise<void> {
  const { chance, pure, real, agents, log } = sides;
  const request = pure.request();
  if (request === null) return;
  await agents.stands(request.requestId);
  const id = lineageWorkflowId(real.id, request.lineage);
  const { raw, runId } = await handle(sides, id).describe();
  const one = raw.pendingActivities?.find(({ activityType }) => activityType?.name === 'runStage');
  if (one?.activityId === undefined || one.activityId === null) return;
  const full = { workflowId: id, runId, activityId: one.activityId };
  const asked = { namespace: NAMESPACE, execution: { workflowId: id, runId }, id: one.activityId };
  const { activity, workflowService } = real.client;
  const deed = chance.pick(['complete', 'fail', 'pause', 'reset'] as const);
  log.push(`Temporal: ${deed} ${request.node}`);
  const foreign = { ...pure.world.outcome(request, { outcome: 'BLOCKED' }), requestId: `request-${randomUUID()}` };
  // The try of before may be over just now.
  const gone = (): undefined => undefined;
  if (deed === 'complete') await activity.complete(full, chance.pick([...NONSENSE, foreign])).catch(gone);
  if (deed === 'fail') await activity.fail(full, new Error('by hand')).catch(gone);
  if (deed === 'reset') await workflowService.resetActivity(asked).catch(gone);
  if (deed !== 'pause') return;
  await workflowService.pauseActivity(asked);
  await sleep(chance.next() * 1000);
  await workflowService.unpauseActivity(asked);
}
