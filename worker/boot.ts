// The boot step: what dead workers held is released at once, so that stages are attached to within a second instead of after a heartbeat
// timeout, and agents that nobody waits for any more are ended. Done under the lease. Failing here only costs time.
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { taskQueues } from '../core/contracts/activities.js';
import { endAbandoned } from './fleet/abandoned.js';
import type { WorkspacePlace } from './place.js';
import { livingIdentities, strikeDead } from './fleet/roster.js';

const STARTED = 2;

export interface Execution {
  workflowId: string;
  runId: string;
}

/** Never throws. */
export async function bootStep(client: Client, place: WorkspacePlace, say: (line: string) => void): Promise<void> {
  strikeDead(place.dirs.state);
  const released = releaseOrphans(client, place).catch((error: unknown) => {
    say(`Tasks of an earlier worker could not be released (${String(error)}); they follow within 30 s.`);
  });
  const ended = endAbandoned(client, place, say).catch((error: unknown) => {
    say(`Whether agents run that nobody waits for could not be found out: ${String(error)}`);
  });
  await Promise.all([released, ended]);
}

/** Workflows of this workspace that run, as the server lists them. */
export async function executionsOf(client: Client, place: Pick<WorkspacePlace, 'id'>): Promise<Execution[]> {
  const query = `TaskQueue='${taskQueues(place.id).workflow}' AND ExecutionStatus='Running'`;
  const running: Execution[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) running.push({ workflowId, runId });
  return running;
}

/** Releases what is held by workers of this workspace that do not live. */
export async function releaseOrphans(client: Client, place: WorkspacePlace): Promise<void> {
  const running = await executionsOf(client, place);
  const living = livingIdentities(place.dirs.state);
  await Promise.all(running.map((execution) => release(client, execution, living)));
}

async function release(client: Client, execution: Execution, living: ReadonlySet<string>): Promise<void> {
  const { namespace } = client.options;
  const [{ raw }] = await Promise.all([
    client.workflow.getHandle(execution.workflowId, execution.runId).describe(),
    client.workflowService.resetStickyTaskQueue({ namespace, execution }),
  ]);
  const orphans = (raw.pendingActivities ?? []).filter(
    (one) => Number(one.state) === STARTED && !living.has(one.lastWorkerIdentity ?? ''),
  );
  const failure = ApplicationFailure.create({ message: 'worker lost', type: 'WorkerLost', nextRetryDelay: '1ms' });
  await Promise.all(
    orphans.map((one) => client.activity.fail({ ...execution, activityId: one.activityId ?? '' }, failure)),
  );
}
