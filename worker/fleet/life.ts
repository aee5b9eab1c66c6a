// Whether a workflow runs, by the server's word.
import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { LineageResult } from '../../core/contracts/turns.js';
import { type Check, hasForm, isCount, oneOf } from '../../core/form.js';

/** `retired`: it completed, because nothing of its root was left; `unknown`: the server never heard of it, or forgot it. */
export type Life = 'running' | 'retired' | 'closed' | 'unknown';

/** Its newest run, as the server describes it. */
export type Described = Pick<WorkflowExecutionDescription, 'status' | 'runId'>;

/** Null where the server does not know it. Throws what the client throws when the server does not answer, or has no such namespace. */
export async function describedBy(client: Client, workflowId: string): Promise<WorkflowExecutionDescription | null> {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Throws as `describedBy` does. */
export const lifeOf = async (client: Client, workflowId: string): Promise<Life> =>
  lifeIn(client, workflowId, await describedBy(client, workflowId));

/** Of one that was described. Throws what the client throws when the server does not answer. */
export async function lifeIn(client: Client, workflowId: string, described: Described | null): Promise<Life> {
  if (described === null) return 'unknown';
  const { status, runId } = described;
  if (status.name === 'RUNNING') return 'running';
  const run = client.workflow.getHandle(workflowId, runId, { followRuns: false });
  try {
    return status.name === 'COMPLETED' && (await isRetirement(run)) ? 'retired' : 'closed';
  } catch (error) {
    // Forgotten since it was described.
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}

/** Whoever reaches the server may start something that completes under this name: only with our result it is ours. */
async function isRetirement(run: WorkflowHandle): Promise<boolean> {
  try {
    return isLineageResult(await run.result());
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    return false;
  }
}

const form: Record<keyof LineageResult, Check> = { v: oneOf(1), ended: oneOf('retired'), turn: isCount };
const isLineageResult = hasForm(form);

/** How a workflow was ended, as a clause; null where nothing is known of it. */
export async function endOf(client: Client, workflowId: string): Promise<string | null> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return `The workflow ${workflowId} was ended in Temporal (${status.name})`;
  } catch {
    return null;
  }
}
