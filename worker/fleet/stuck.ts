// Whether a workflow cannot go on, because its code or one of its activities fails at every try. The server repeats such a task for ever and tells nobody.
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { type Pending, pendingIn } from '../pending.js';

/** Tries after which it is no accident: a worker that dies in the middle of a task costs one. */
const ACCIDENTS = 3;
const EVENTS = 20;
const LONGEST_CAUSE = 500;

export interface Stuck {
  attempt: number;
  cause: string;
}

/** Of a workflow as it was described. Empty when it goes on, or does not run. */
export async function stuckIn(client: Client, described: WorkflowExecutionDescription): Promise<(Stuck | Pending)[]> {
  const attempt = described.raw.pendingWorkflowTask?.attempt ?? 0;
  const pending = pendingIn(described);
  return attempt > ACCIDENTS ? [{ attempt, cause: await causeOf(client, described.workflowId) }, ...pending] : pending;
}

/** Only the first failure of a row is an event. */
async function causeOf(client: Client, workflowId: string): Promise<string> {
  const { namespace } = client.options;
  const asked = { namespace, execution: { workflowId }, maximumPageSize: EVENTS };
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse(asked);
  const failures = (history?.events ?? []).flatMap((event) => event.workflowTaskFailedEventAttributes?.failure ?? []);
  const message = failures[0]?.message ?? 'its task ends without an answer';
  return message.slice(0, LONGEST_CAUSE);
}
