// The boot step: what a dead worker held is released at once, so that stages are attached to within a second instead of
// after a heartbeat timeout. Done under the lease and before this worker polls. Failing here only costs time.
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { taskQueues } from '../core/contracts/activities.js';

const STARTED = 2;

/** `alive`: Temporal identity of this worker; every other one that holds a task of this workspace is dead. */
export async function releaseOrphans(client: Client, workspace: string, alive: string): Promise<void> {
  const query = `TaskQueue='${taskQueues(workspace).workflow}' AND ExecutionStatus='Running'`;
  const running: { workflowId: string; runId: string }[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) running.push({ workflowId, runId });
  await Promise.all(running.map((execution) => release(client, execution, alive)));
}

async function release(client: Client, execution: { workflowId: string; runId: string }, alive: string): Promise<void> {
  const { namespace } = client.options;
  await client.workflowService.resetStickyTaskQueue({ namespace, execution });
  const { raw } = await client.workflow.getHandle(execution.workflowId, execution.runId).describe();
  const orphans = (raw.pendingActivities ?? []).filter(
    (one) => Number(one.state) === STARTED && one.lastWorkerIdentity !== alive,
  );
  const failure = ApplicationFailure.create({ message: 'worker lost', type: 'WorkerLost', nextRetryDelay: '1ms' });
  await Promise.all(
    orphans.map((one) => client.activity.fail({ ...execution, activityId: one.activityId ?? '' }, failure)),
  );
}
