// Stages that builds before 0099 asked for wait on a queue of their own, and only they do: it is polled where one may be there.
import type { Client } from '@temporalio/client';
import { taskQueues } from '../core/contracts/activities.js';
import { type Execution, executionsOf } from './boot.js';
import type { WorkspacePlace } from './place.js';

const ANSWER_MS = 5000;

/** True as well where the server does not say. Never rejects. */
export async function olderStagesWait(client: Client, place: WorkspacePlace): Promise<boolean> {
  const { olderStage } = taskQueues(place.id);
  const mayWait = async ({ workflowId, runId }: Execution): Promise<boolean> => {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    const queues = (raw.pendingActivities ?? []).map((one) => one.activityOptions?.taskQueue?.name ?? olderStage);
    return queues.some((queue) => queue === olderStage);
  };
  try {
    const look = async (): Promise<boolean[]> => Promise.all((await executionsOf(client, place)).map(mayWait));
    return (await client.withDeadline(Date.now() + ANSWER_MS, look)).some(Boolean);
  } catch {
    return true;
  }
}
